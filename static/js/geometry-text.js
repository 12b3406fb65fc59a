/* Coordinates as text, for the drawing map: systems, reading, writing, lengths and areas.  No page, no
   map.  The server (geodata/shape_text.py, geodata/crs.py) reads the same and has the last word.
   A shape is a list of parts, a part a list of [lat, lon]; of areas every ring is a part, without its
   closing corner, and a ring within another is a hole in it. */

/* ---- Coordinate systems: WGS 84 and the transverse Mercator planes of Finland (GRS 80, JHS 154) ---- */

const A = 6378137, F = 1 / 298.257222101, N = F / (2 - F), ECC = Math.sqrt(2 * F - F * F), RAD = Math.PI / 180;
const A1 = (A / (1 + N)) * (1 + N ** 2 / 4 + N ** 4 / 64);
const OUT = [N / 2 - (2 * N ** 2) / 3 + (5 * N ** 3) / 16 + (41 * N ** 4) / 180, (13 * N ** 2) / 48 - (3 * N ** 3) / 5 + (557 * N ** 4) / 1440, (61 * N ** 3) / 240 - (103 * N ** 4) / 140, (49561 * N ** 4) / 161280];
const BACK = [N / 2 - (2 * N ** 2) / 3 + (37 * N ** 3) / 96 - N ** 4 / 360, N ** 2 / 48 + N ** 3 / 15 - (437 * N ** 4) / 1440, (17 * N ** 3) / 480 - (37 * N ** 4) / 840, (4397 * N ** 4) / 161280];
const series = (h, x, y) => h.reduce(([sx, sy], c, i) => [sx + c * Math.sin(2 * (i + 1) * x) * Math.cosh(2 * (i + 1) * y), sy + c * Math.cos(2 * (i + 1) * x) * Math.sinh(2 * (i + 1) * y)], [0, 0]);
const plane = (epsg) => (epsg === 3067 ? { middle: 27, scale: 0.9996, east: 500000 } : epsg >= 3873 && epsg <= 3885 ? { middle: epsg - 3854, scale: 1, east: (epsg - 3854) * 1e6 + 500000 } : null);

const toPlane = (lat, lon, p) => {
  const phi = lat * RAD, l = (lon - p.middle) * RAD;
  const beta = Math.atan(Math.sinh(Math.asinh(Math.tan(phi)) - ECC * Math.atanh(ECC * Math.sin(phi))));
  const eta = Math.atanh(Math.cos(beta) * Math.sin(l)), xi = Math.asin(Math.sin(beta) * Math.cosh(eta)), [dx, dy] = series(OUT, xi, eta);
  return [A1 * p.scale * (xi + dx), A1 * p.scale * (eta + dy) + p.east];
};
const fromPlane = (north, east, p) => {
  const xi = north / (A1 * p.scale), eta = (east - p.east) / (A1 * p.scale), [dx, dy] = series(BACK, xi, eta);
  const beta = Math.asin(Math.sin(xi - dx) / Math.cosh(eta - dy)), q = Math.asinh(Math.tan(beta));
  let s = q;
  for (let i = 0; i < 5; i += 1) s = q + ECC * Math.atanh(ECC * Math.tanh(s));
  return [Math.atan(Math.sinh(s)) / RAD, p.middle + Math.asin(Math.tanh(eta - dy) / Math.cos(beta)) / RAD];
};

// Where Finland lies in each system: a = northing or latitude, b = easting or longitude.
const holds = (epsg, a, b) => {
  if (epsg === 4326) return a >= 59.3 && a <= 70.2 && b >= 19 && b <= 31.7;
  const p = plane(epsg), reach = epsg === 3067 ? [40000, 770000] : [p.east - 420000, p.east + 420000];
  return a >= 6570000 && a <= 7790000 && b >= reach[0] && b <= reach[1];
};
const SYSTEMS = [4326, 3067, ...Array.from({ length: 13 }, (_, zone) => 3873 + zone)];
const systemOf = (a, b) => SYSTEMS.find((epsg) => holds(epsg, a, b) || (epsg !== 4326 && holds(epsg, b, a)));
const nameOf = (epsg) => (epsg === 4326 ? "WGS 84" : epsg === 3067 ? "ETRS-TM35FIN" : `ETRS-GK${epsg - 3854}`);

/* ---- Reading ---------------------------------------------------------------------------------------- */

const SPACE = "[\\s\\u00a0\\u202f\\u2009]";
const BETWEEN = ["[;\\t]", `,${SPACE}+`, `(?<=[NSEWnsew])${SPACE}*,?${SPACE}*(?=[\\d+-])`, `${SPACE}+`, "(?<=[.\\d]{4}),(?=[^,]+$)"].map((p) => new RegExp(p, "g"));
const NUMBER = new RegExp(`^([+-]?)(\\d{1,3}(?:${SPACE}\\d{3})+(?:[.,]\\d+)?|\\d+(?:[.,]\\d*)?)${SPACE}*(?:[°º]${SPACE}*(?:(\\d+(?:[.,]\\d+)?)${SPACE}*['′’]${SPACE}*(?:(\\d+(?:[.,]\\d+)?)${SPACE}*(?:["″”]|'')${SPACE}*)?)?)?([NSEWnsew]?)$`);
const decimal = (text) => (text ? Number(text.replace(/\s/g, "").replace(",", ".")) : 0);
const number = (text) => {
  const match = NUMBER.exec(text.trim());
  if (!match) return null;
  const value = decimal(match[2]) + decimal(match[3]) / 60 + decimal(match[4]) / 3600;
  return (match[1] === "-") !== /[SWsw]/.test(match[5]) ? -value : value;
};
const pair = (row) => {
  const four = /^([+-]?\d+,\d+),([+-]?\d+,\d+)$/.exec(row);
  if (four) return [number(four[1]), number(four[2])];
  for (const between of BETWEEN) {
    for (const match of [...row.matchAll(between)].slice(0, 4)) {
      const a = number(row.slice(0, match.index)), b = number(row.slice(match.index + match[0].length));
      if (a !== null && b !== null) return [a, b];
    }
  }
  return null;
};

// Rows in blocks divided by empty lines; when every pair stands apart they are one part.
const blocksOf = (text) => {
  const blocks = [[]];
  for (const [index, row] of text.split(/\r?\n/).entries()) {
    if (row.trim()) blocks.at(-1).push([index + 1, row.trim()]);
    else if (blocks.at(-1).length) blocks.push([]);
  }
  const filled = blocks.filter((block) => block.length);
  return filled.every((block) => block.length === 1) && filled.length ? [filled.flat()] : filled;
};

const position = (row, line, epsg, limits) => {
  const [west, south, east, north] = limits, crs = plane(epsg), found = row.length <= 120 && pair(row);
  const inside = (lat, lon) => lat >= south && lat <= north && lon >= west && lon <= east;
  if (!found) return { fault: "not_numbers", line };
  const [a, b] = found, other = systemOf(a, b), foreign = other && other !== epsg ? other : undefined;
  if (crs) {
    const at = [fromPlane(a, b, crs), fromPlane(b, a, crs)].find((one) => inside(...one));
    return at ? { at } : { fault: "outside", line, other: foreign };
  }
  if (inside(a, b)) return { at: [a, b] };
  return { fault: inside(b, a) ? "swapped" : "outside", line, other: foreign };
};

const closed = (ring) => (ring.length > 1 && ring[0][0] === ring.at(-1)[0] && ring[0][1] === ring.at(-1)[1] ? ring.slice(0, -1) : ring);

// {parts}, or the first thing that is wrong: {fault, line, other: the system it looks like}.
const read = (text, epsg, limits, kind) => {
  const parts = [];
  for (const block of blocksOf(text)) {
    const part = [];
    for (const [line, row] of block) {
      const { at, ...fault } = position(row, line, epsg, limits);
      if (!at) return fault;
      part.push(at);
    }
    parts.push(kind === "area" ? closed(part) : part);
  }
  return { parts };
};

// GeoJSON and WKT of one kind of shape: {kind, parts}, or null when it is neither.
const DEEP = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };
const KIND = { Point: "point", MultiPoint: "point", LineString: "line", MultiLineString: "line", Polygon: "area", MultiPolygon: "area" };
const geometriesOf = (one) => {
  if (one?.type === "FeatureCollection") return one.features.flatMap(geometriesOf);
  if (one?.type === "Feature") return geometriesOf(one.geometry);
  return one?.type === "GeometryCollection" ? one.geometries.flatMap(geometriesOf) : one?.type in DEEP ? [one] : [];
};
const fromGeojson = (text, epsg) => {
  const data = JSON.parse(text), found = geometriesOf(data), named = /EPSG:{1,2}(\d{1,6})/.exec(data.crs?.properties?.name || "");
  const flat = found.map(({ type, coordinates }) => (DEEP[type] === 0 ? [[coordinates]] : DEEP[type] === 1 ? [coordinates] : DEEP[type] === 2 ? coordinates : coordinates.flat()));
  return { kind: KIND[found[0]?.type], same: found.every(({ type }) => KIND[type] === KIND[found[0].type]), rings: flat.flat(), epsg: named ? Number(named[1]) : epsg, named: Boolean(named) };
};
const fromWkt = (text, epsg) => {
  const match = /^(?:SRID=(\d{1,6});)?\s*(MULTI)?(POINT|LINESTRING|POLYGON)\b(?:\s*Z?M?\s*)(\(.*\))$/is.exec(text);
  if (!match) return null;
  const rings = [...match[4].matchAll(/\(([^()]+)\)/g)].map(([, inner]) => inner.split(",").map((one) => one.trim().split(/\s+/).map(Number)));
  const kind = { POINT: "point", LINESTRING: "line", POLYGON: "area" }[match[3].toUpperCase()];
  return { kind, same: true, rings: kind === "point" ? [rings.flat()] : rings, epsg: Number(match[1] || epsg), named: true };
};
const foreign = (text, epsg, limits) => {
  let found;
  try { found = /^[[{]/.test(text) ? fromGeojson(text, epsg) : fromWkt(text, epsg); } catch { return null; }
  if (!found?.kind || !found.same || !found.rings.length) return null;
  const flat = found.rings.flat();
  if (!flat.every((one) => Array.isArray(one) && one.slice(0, 2).every(Number.isFinite) && one.length > 1)) return null;
  const large = flat.some(([x, y]) => Math.abs(x) > 180 || Math.abs(y) > 180);
  const crs = plane(found.named ? found.epsg : large ? epsg : 4326), [west, south, east, north] = limits;
  const parts = found.rings.map((ring) => ring.map(([x, y]) => (crs ? fromPlane(y, x, crs) : [y, x])));
  if (!parts.flat().every(([lat, lon]) => lat >= south && lat <= north && lon >= west && lon <= east)) return null;
  if (found.kind === "point" && flat.length > 1) return null;
  return { kind: found.kind, parts: found.kind === "area" ? parts.map(closed) : parts };
};

/* ---- Writing ---------------------------------------------------------------------------------------- */

const pairText = ([lat, lon], epsg, digits) => {
  const crs = plane(epsg), [a, b] = crs ? toPlane(lat, lon, crs) : [lat, lon], most = digits ?? (crs ? 3 : 7);
  return `${+a.toFixed(most)}, ${+b.toFixed(most)}`;
};
const write = (parts, epsg) => parts.map((part) => part.map((at) => pairText(at, epsg)).join("\n")).join("\n\n");

/* ---- Lengths and areas, in the plane of the city --------------------------------------------------- */

const holdsPoint = (ring, [y, x]) => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
    const [yi, xi] = ring[i], [yj, xj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
};
// How many other rings lie around one: odd for a hole.  Corners may touch, so the most corners decide.
const depth = (parts, number) => parts.reduce((sum, other, index) => {
  if (index === number || other.length < 3) return sum;
  const some = parts[number].filter((_, i, all) => i % Math.ceil(all.length / 25) === 0);
  return sum + (some.filter((at) => holdsPoint(other, at)).length * 2 > some.length ? 1 : 0);
}, 0);
const lengthOf = (points, isClosed) => points.reduce((sum, [y, x], i) => {
  const [py, px] = points[i ? i - 1 : points.length - 1];
  return i || isClosed ? sum + Math.hypot(y - py, x - px) : sum;
}, 0);
const areaOf = (ring) => {
  const [y0, x0] = ring[0];               // near by, or the millions of a plane would eat the digits
  return Math.abs(ring.reduce((sum, [y, x], i) => {
    const [py, px] = ring[i ? i - 1 : ring.length - 1];
    return sum + (px - x0) * (y - y0) - (x - x0) * (py - y0);
  }, 0)) / 2;
};

// {length, area} in metres and square metres; of areas the length is that of all edges.
const measure = (parts, kind, epsg) => {
  const crs = plane(epsg), flat = parts.map((part) => part.map(([lat, lon]) => toPlane(lat, lon, crs)));
  const length = flat.reduce((sum, part) => sum + lengthOf(part, kind === "area" && part.length > 2), 0);
  if (kind !== "area") return { length, area: 0 };
  const area = flat.reduce((sum, ring, i) => sum + (ring.length > 2 ? areaOf(ring) * (depth(flat, i) % 2 ? -1 : 1) : 0), 0);
  return { length, area };
};
const inWords = (value, squared) => {
  const steps = squared ? [[1e6, "km²", 1e6, 2], [1e4, "ha", 1e4, 2], [0, "m²", 1, 0]] : [[1000, "km", 1000, 2], [0, "m", 1, 0]];
  const [, unit, by, digits] = steps.find(([from]) => Math.round(value) >= from);
  return `${(value / by).toLocaleString(document.documentElement.lang || "en", { maximumFractionDigits: digits })} ${unit}`;
};

// Whether two edges of one ring cross; asked of rings small enough to be drawn by hand.
const crosses = (ring) => {
  const n = ring.length, side = ([ay, ax], [by, bx], [cy, cx]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
  if (n < 4 || n > 400) return false;
  for (let i = 0; i < n; i += 1) {
    for (let j = i + 2; j < n; j += 1) {
      if (i === 0 && j === n - 1) continue;
      const a = ring[i], b = ring[(i + 1) % n], c = ring[j], d = ring[(j + 1) % n];
      if (side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0) return true;
    }
  }
  return false;
};

export { read, foreign, write, pairText, measure, inWords, depth, crosses, nameOf, systemOf };
