// The cut along the path: the Earth falls away, the lowest ray runs on, the gap between them is what cannot be seen.
import type { Sight } from "../api";
import { height, km } from "../words";

const W = 640;
const H = 230;
const PAD = { left: 54, right: 16, top: 18, bottom: 34 };

export function Profile({ sight, from, to }: { sight: Sight; from: string; to: string }) {
  const cut = sight.profile;
  const far = cut.distance_km.at(-1) ?? 1;
  const target = cut.target_altitude_m;
  const floor = sight.minimum_visible_altitude_amsl_m;
  const fall = cut.earth_m.at(-1) ?? 0;
  const shownTarget = target ?? null;
  const top = Math.max(...cut.ray_m, ...(cut.ground_m ?? []).map((value) => value ?? 0), shownTarget === null ? 0 : shownTarget + fall, cut.antenna_m * 4, 50) * 1.1;
  const bottom = Math.min(...cut.earth_m) * 1.04 - (top * 0.03);
  const x = (value: number) => PAD.left + ((W - PAD.left - PAD.right) * value) / far;
  const y = (value: number) => PAD.top + ((H - PAD.top - PAD.bottom) * (top - value)) / (top - bottom);
  const line = (values: number[]) => values.map((value, index) => `${index ? "L" : "M"}${x(cut.distance_km[index]).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const ground = `${line(cut.earth_m)}L${x(far).toFixed(1)} ${H - PAD.bottom}L${PAD.left} ${H - PAD.bottom}Z`;
  const land = (cut.ground_m ?? null)?.map((value, index) => Math.max(value ?? cut.earth_m[index], cut.earth_m[index])) ?? null;
  const shadow = `${line(cut.ray_m)}${[...(land ?? cut.earth_m)].reverse().map((value, index) => `L${x(cut.distance_km[cut.distance_km.length - 1 - index]).toFixed(1)} ${y(value).toFixed(1)}`).join("")}Z`;
  const told = floor === null ? "" : `Over ${land ? "the terrain" : "a smooth Earth"}, a target above ${to} is seen from ${from} only from ${height(floor)} up (antenna ${height(cut.antenna_m)}, k ${cut.k_factor.toFixed(2)}). ${land && sight.blocked_at_km ? `What hides it lies ${km(sight.blocked_at_km)} away. ` : ""}The Earth falls ${height(-fall)} below the horizontal over ${km(cut.total_km)}.`;
  const foot = land?.[0] ?? 0;
  return (
    <figure class="profile">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={told}>
        <path class="shade" d={shadow} />
        <path class="ground" d={ground} />
        {land && <path class="land" d={`${line(land)}L${x(far).toFixed(1)} ${H - PAD.bottom}L${PAD.left} ${H - PAD.bottom}Z`} />}
        <path class="level" d={`M${PAD.left} ${y(0)}H${W - PAD.right}`} />
        <path class="ray" d={line(cut.ray_m)} />
        {shownTarget !== null && <path class="altitude" d={line(cut.earth_m.map((value) => value + shownTarget))} />}
        <path class="mast" d={`M${x(0)} ${y(foot)}V${y(foot + Math.max(cut.antenna_m, (top - bottom) * 0.03))}`} />
        {floor !== null && <>
          <path class="gap" d={`M${x(far)} ${y(land?.at(-1) ?? fall)}V${y(cut.ray_m.at(-1) ?? 0)}`} />
          <text class="gap-words" x={x(far) - 8} y={(y(fall) + y(cut.ray_m.at(-1) ?? 0)) / 2} text-anchor="end">seen from {height(floor)} up</text>
        </>}
        <text x={PAD.left - 8} y={y(0) + 4} text-anchor="end">0</text>
        <text class="quiet-words" x={PAD.left + 8} y={H - PAD.bottom - 8}>{height(-bottom)} below the horizontal</text>
        <text x={PAD.left} y={H - 12}>{from}</text>
        <text x={W - PAD.right} y={H - 12} text-anchor="end">{to}, {km(cut.total_km)}</text>
        <text class="quiet-words" x={PAD.left + 10} y={y(0) - 6}>{land ? "the sea, level" : "horizontal"} at {from}</text>
      </svg>
      <figcaption>{told} The height scale is stretched; shaded is what stays below the horizon.</figcaption>
    </figure>
  );
}
