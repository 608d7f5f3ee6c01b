import { geoEqualEarth, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas from "world-atlas/countries-110m.json";
import { ALPHA2_BY_NUMERIC } from "./iso-3166";

/** A country's outline in px of `WORLD_SIZE`, by its ISO 3166-1 alpha-2 code. */
export interface CountryShape {
  /** Null for lands without an ISO code of their own (Northern Cyprus, Somaliland). */
  code: string | null;
  path: string;
}

/** The map's viewBox. */
export const WORLD_SIZE = { width: 1600, height: 740 } as const;

/** Natural Earth gives Kosovo no numeric code; XK is the code in use. */
const CODE_BY_NAME: Readonly<Record<string, string>> = { Kosovo: "XK" };

/** Whole px and relative steps: a third of the bytes, half a px of error on a wide screen. */
function thin(path: string): string {
  return path
    .split("M")
    .slice(1)
    .map((ring) => {
      const points = ring
        .replace("Z", "")
        .split("L")
        .map((pair) => pair.split(",").map((px) => Math.round(Number(px))));
      const [first, ...rest] = points;
      let [x = 0, y = 0] = first ?? [];
      const start = `M${x},${y}`;
      let steps = "";
      let count = 0;
      for (const [nextX = 0, nextY = 0] of rest) {
        const [dx, dy] = [nextX - x, nextY - y];
        if (dx === 0 && dy === 0) continue;
        steps += `${steps === "" || dx < 0 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
        [x, y] = [nextX, nextY];
        count++;
      }
      return count < 2 ? "" : `${start}l${steps}z`;
    })
    .join("");
}

function draw(): CountryShape[] {
  const topology = atlas as unknown as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const { features } = feature(topology, topology.objects.countries);
  const kept = features.filter(({ id }) => id !== "010");
  const projection = geoEqualEarth().fitSize([WORLD_SIZE.width, WORLD_SIZE.height], {
    type: "FeatureCollection",
    features: kept,
  });
  const path = geoPath(projection);
  return kept.map((one) => ({
    code: ALPHA2_BY_NUMERIC.get(`${one.id ?? ""}`) ?? CODE_BY_NAME[one.properties.name] ?? null,
    path: thin(path(one) ?? ""),
  }));
}

let shapes: CountryShape[] | undefined;

/** All countries but Antarctica, projected once a process (Equal Earth: areas are comparable). */
export function countryShapes(): readonly CountryShape[] {
  shapes ??= draw();
  return shapes;
}
