import { type GeoProjection, geoConicEqualArea, geoEqualEarth, geoPath } from "d3-geo";
import type { FeatureCollection, Geometry } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";
import atlas50 from "world-atlas/countries-50m.json";
import atlas110 from "world-atlas/countries-110m.json";
import { ALPHA2_BY_NUMERIC } from "./iso-3166";

/** A country's outline in px of its map, by its ISO 3166-1 alpha-2 code. */
export interface CountryShape {
  /** Null for lands without an ISO code of their own (Northern Cyprus, Somaliland). */
  code: string | null;
  path: string;
}

/** The viewBoxes of the two maps. */
export const MAP_SIZES = {
  world: { width: 1600, height: 740 },
  europe: { width: 680, height: 640 },
} as const;
export type MapName = keyof typeof MAP_SIZES;

/** Natural Earth gives Kosovo no numeric code; XK is the code in use. */
const CODE_BY_NAME: Readonly<Record<string, string>> = { Kosovo: "XK" };

/**
 * Whole px and relative steps: a third of the bytes, half a px of error on a wide screen.
 *
 * @param stepPx points nearer than this to the last kept one are dropped
 */
function thin(path: string, stepPx: number): string {
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
        if ((dx === 0 && dy === 0) || Math.hypot(dx, dy) < stepPx) continue;
        steps += `${steps === "" || dx < 0 ? "" : " "}${dx}${dy < 0 ? "" : " "}${dy}`;
        [x, y] = [nextX, nextY];
        count++;
      }
      return count < 2 ? "" : `${start}l${steps}z`;
    })
    .join("");
}

const projections: Record<MapName, (all: Lands) => GeoProjection> = {
  // Rotated so that the Bering Strait, not Chukotka, is cut.
  world: (all) =>
    geoEqualEarth().rotate([-11, 0]).fitSize([MAP_SIZES.world.width, MAP_SIZES.world.height], all),
  europe: () =>
    geoConicEqualArea()
      .parallels([40, 60])
      .rotate([-12, 0])
      .center([0, 52.5])
      .scale(1010)
      .translate([MAP_SIZES.europe.width / 2, MAP_SIZES.europe.height / 2])
      .clipExtent([
        [-4, -4],
        [MAP_SIZES.europe.width + 4, MAP_SIZES.europe.height + 4],
      ]),
};

type Lands = FeatureCollection<Geometry, { name: string }>;

function draw(map: MapName): CountryShape[] {
  const topology = (map === "world" ? atlas110 : atlas50) as unknown as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const { features } = feature(topology, topology.objects.countries);
  const lands: Lands = {
    type: "FeatureCollection",
    features: features.filter(({ id }) => id !== "010"),
  };
  const path = geoPath(projections[map](lands));
  return lands.features
    .map((one) => ({
      code: ALPHA2_BY_NUMERIC.get(`${one.id ?? ""}`) ?? CODE_BY_NAME[one.properties.name] ?? null,
      path: thin(path(one) ?? "", map === "world" ? 0 : 2),
    }))
    .filter((shape) => shape.path !== "");
}

const drawn = new Map<MapName, readonly CountryShape[]>();

/** All countries but Antarctica, projected once a process; areas are comparable on both maps. */
export function countryShapes(map: MapName): readonly CountryShape[] {
  const shapes = drawn.get(map) ?? draw(map);
  drawn.set(map, shapes);
  return shapes;
}
