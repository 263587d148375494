// What is drawn on the map: every ring with its sources, the horizons, where it would hold.
import type { Coverage, HorizonLayer } from "../api";
import { CONFIDENCE, height, number } from "../words";

interface Props {
  coverage: Coverage | null; hold: boolean; altitude: string | null; isRegion: boolean; chosen: number | null;
  choose: (value: number | null) => void;
}

export function Legend({ coverage, hold, altitude, isRegion, chosen, choose }: Props) {
  if (!coverage) return null;
  const shown = coverage.layers.find((layer) => layer.altitude === altitude);
  return (
    <div class="legend">
      <ul aria-label="Published ranges on the map">
        {(coverage.ranges ?? []).map((range) => (
          <li>
            <button type="button" aria-pressed={chosen === range.range_km} onClick={() => choose(chosen === range.range_km ? null : range.range_km)}
              title={`${(range.source_titles ?? range.sources).join("\n")}\nConfidence ${range.confidence}: ${CONFIDENCE[range.confidence] ?? ""}`}>
              <i class={`key ${range.verb} ${range.is_outlier ? "outlier" : ""}`} aria-hidden="true" />{number(range.range_km)} km {range.verb}{range.is_outlier ? " (outlier)" : ""}
              <span class="hint">{range.sources.length} {range.sources.length === 1 ? "source" : "sources"}</span>
            </button>
          </li>
        ))}
        {shown && <li><span><i class="key horizon" aria-hidden="true" />horizon for a target at {height(shown.altitude_m ?? 0)}: {number(shown.farthest_km ?? 0)} km</span></li>}
        {hold && <li><span><i class="key hold" aria-hidden="true" />from here it would hold</span></li>}
      </ul>
      {coverage.layers.length > 0 && <p><i class="key band" aria-hidden="true" />Shaded: out to where a target is above the horizon: {bands(coverage, altitude)}.</p>}
      {coverage.layers.length > 0 && coverage.stands?.[0] && isRegion && <p><i class="key stand" aria-hidden="true" />Shading, path and profile start at {coverage.stands[0].name}, where the verdict measures from: the claim names no place in it.</p>}
    </div>
  );
}

/** How far a target is above the horizon, by its altitude, lowest first; over terrain and over a smooth Earth apart. */
function bands(coverage: Coverage, altitude: string | null): string {
  const layers = [...coverage.layers].filter((layer) => layer.altitude !== altitude).reverse();
  const told = (some: HorizonLayer[]) => some.map((layer) => `at ${height(layer.altitude_m ?? 0)} ${reach(layer)}`).join(", ");
  const [ground, smooth] = [layers.filter((layer) => layer.earth === "terrain"), layers.filter((layer) => layer.earth !== "terrain")];
  if (!ground.length) return told(smooth);
  const ends = ((coverage.assumptions as { terrain?: string[] }).terrain ?? []).some((words) => words.startsWith("the elevation model ends"));
  return [`over terrain, ${told(ground)}${ends ? " (the elevation model ends before)" : ""}`, smooth.length ? `over a smooth Earth, ${told(smooth)}` : ""].filter(Boolean).join("; ");
}

function reach(layer: HorizonLayer): string {
  return layer.farthest_km === null ? "nowhere" : `out to ${number(layer.farthest_km)} km${layer.cut_at_km ? " and beyond (as far as was looked)" : ""}`;
}
