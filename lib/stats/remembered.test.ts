import { expect, test } from "vitest";
import type { Db } from "@/db/client";
import { forgetAnswers, remembered } from "./remembered";

const counter = () => {
  let asked = 0;
  return async () => {
    asked += 1;
    return asked;
  };
};
const db = () => ({}) as Db;

// First, while nobody has called `forgetAnswers`: a program that hears of no publication.
test("nothing is remembered where nobody hears of publications", async () => {
  const [one, ask] = [db(), counter()];
  expect([await remembered(one, ["a"], ask), await remembered(one, ["a"], ask)]).toEqual([1, 2]);
});

test("an answer is asked for once a question, database and publication", async () => {
  forgetAnswers();
  const [one, ask] = [db(), counter()];
  expect(await Promise.all([remembered(one, ["a"], ask), remembered(one, ["a"], ask)])).toEqual([
    1, 1,
  ]);
  expect(await remembered(one, ["b"], ask)).toBe(2);
  expect(await remembered(db(), ["a"], ask)).toBe(3);
  forgetAnswers();
  expect(await remembered(one, ["a"], ask)).toBe(4);
});

test("what was asked before a publication is not given after it", async () => {
  forgetAnswers();
  const one = db();
  let answer = (_: string) => {};
  const before = remembered(one, ["a"], () => new Promise<string>((done) => (answer = done)));
  forgetAnswers();
  answer("old");
  expect(await before).toBe("old");
  expect(await remembered(one, ["a"], async () => "new")).toBe("new");
});

test("a failure is not remembered", async () => {
  forgetAnswers();
  const one = db();
  await expect(remembered(one, ["a"], () => Promise.reject(new Error("away")))).rejects.toThrow();
  expect(await remembered(one, ["a"], async () => "back")).toBe("back");
});
