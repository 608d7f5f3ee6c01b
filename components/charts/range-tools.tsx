"use client";

import { useId } from "react";

interface Props {
  first: number;
  last: number;
  range: [number, number] | null;
  onChange: (range: [number, number] | null) => void;
}

const yearOf = (time: number): number => new Date(time).getUTCFullYear();
const startOf = (year: number): number => Date.UTC(year, 0, 1);

/** From-year and to-year: the range by keyboard and touch. Nothing where the data spans two years. */
export function RangeTools({ first, last, range, onChange }: Props) {
  const id = useId();
  const years = Array.from(
    { length: yearOf(last) - yearOf(first) + 1 },
    (_, i) => yearOf(first) + i,
  );
  if (years.length < 3) return null;
  const from = yearOf(range?.[0] ?? first);
  const to = yearOf((range?.[1] ?? last) - 1);
  const choose = (start: number, end: number) => {
    const [a, b] = [Math.min(start, end), Math.max(start, end)];
    const whole = a === years[0] && b === years.at(-1);
    onChange(whole ? null : [Math.max(first, startOf(a)), Math.min(last, startOf(b + 1))]);
  };
  return (
    <>
      <label htmlFor={`${id}from`}>From</label>
      <select
        id={`${id}from`}
        value={from}
        onChange={(event) => choose(Number(event.target.value), to)}
      >
        {years.map((year) => (
          <option key={year}>{year}</option>
        ))}
      </select>
      <label htmlFor={`${id}to`}>to</label>
      <select
        id={`${id}to`}
        value={to}
        onChange={(event) => choose(from, Number(event.target.value))}
      >
        {years.map((year) => (
          <option key={year}>{year}</option>
        ))}
      </select>
      {range !== null && (
        <button type="button" onClick={() => onChange(null)}>
          All
        </button>
      )}
    </>
  );
}
