// Published figures on one line, against what the claim needs: the disagreement at a glance.
import { CONFIDENCE, number, span } from "../words";

export interface Dot { value: number; value_min?: number | null; confidence: string; is_outlier: boolean; title: string }
interface Props { dots: Dot[]; needed?: { nearest: number | null; farthest: number | null } | null; stated?: number | null; words: string }

export function Strip({ dots, needed, stated, words }: Props) {
  const low = needed?.nearest ?? needed?.farthest ?? null;
  const high = needed?.farthest ?? needed?.nearest ?? null;
  const top = Math.max(1, ...dots.map((dot) => dot.value), high ?? 0, stated ?? 0) * 1.06;
  const at = (value: number) => `${(100 * value) / top}%`;
  const levels = stacked(dots, top);
  const rows = Math.max(1, ...levels.map((level) => level + 1));
  const told = [
    dots.length ? `${words}: ${dots.length} published ${dots.length === 1 ? "figure" : "figures"}, ${span(Math.min(...dots.map((d) => d.value)), Math.max(...dots.map((d) => d.value)))}` : `${words}: no published figure`,
    low === null ? "" : `needed: ${span(low, high)}`,
    stated ? `stated: ${number(stated)} km` : "",
  ].filter(Boolean).join("; ");
  return (
    <div class="strip" role="img" aria-label={told}>
      <div class="strip-field" style={{ height: `${rows * 15 + 26}px` }}>
        {low !== null && high !== null && (
          <div class={`needed ${low === high ? "sharp" : ""}`} style={{ left: at(low), width: low === high ? undefined : at(high - low) }}>
            <span class={low / top > 0.6 ? "flip" : ""}>needed {span(low, high)}</span>
          </div>
        )}
        {stated ? <div class="stated" style={{ left: at(stated) }} title={`stated ${number(stated)} km`} /> : null}
        {dots.map((dot, index) => (
          <span key={index} class={`dot c-${dot.confidence} ${dot.is_outlier ? "outlier" : ""}`} style={{ left: at(dot.value), bottom: `${levels[index] * 15 + 3}px` }}
            title={`${dot.title} (${CONFIDENCE[dot.confidence] ?? dot.confidence})`} />
        ))}
      </div>
      <div class="strip-axis" aria-hidden="true">
        {ticks(top).map((value) => <span style={{ left: at(value) }}>{value === 0 ? "0" : number(value)}{value > top * 0.8 ? " km" : ""}</span>)}
      </div>
    </div>
  );
}

function stacked(dots: Dot[], top: number): number[] {
  const ends: number[] = [];
  const order = dots.map((dot, index) => ({ index, at: dot.value / top })).sort((a, b) => a.at - b.at);
  const levels = new Array<number>(dots.length).fill(0);
  for (const { index, at } of order) {
    let level = ends.findIndex((end) => at - end > 0.026);
    if (level < 0) level = ends.length;
    ends[level] = at;
    levels[index] = level;
  }
  return levels;
}

function ticks(top: number): number[] {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? 10 * power;
  return Array.from({ length: Math.floor(top / step) + 1 }, (_, index) => index * step);
}
