import { useEffect, useState } from "preact/hooks";
import { type Figure, type RangeRow, type SystemFull, get } from "../api";
import { CONFIDENCE, QUANTITY, classWords, number, safeLink } from "../words";
import { RangeStrips } from "./systems";

const SIGHT: Record<string, string> = {
  applies: "line of sight from the ground applies", airborne: "line of sight from its flight altitude", "sky-wave": "sky wave: no line-of-sight test applies",
  "ballistic-targets": "line of sight to objects in space", none: "no sensor: line of sight does not apply",
};

export function SystemPage({ name }: { name: string }) {
  const [found, setFound] = useState<SystemFull | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    setFound(null);
    get<SystemFull>(`/api/systems/${encodeURIComponent(name)}`).then(setFound).catch((error) => setTrouble(error.message));
  }, [name]);
  useEffect(() => { if (found) document.title = `${found.system.name} · howfar`; }, [found]);
  if (trouble) return <div class="prose"><h1>Unknown system</h1><p role="alert">{trouble}</p><p><a href="/systems" data-in>All systems</a></p></div>;
  if (!found) return <p class="hint" role="status">Loading…</p>;
  const { system } = found;
  const sources = new Map(found.sources.map((source) => [source.id, source]));
  const kinds = [...new Set(system.figures.map((figure) => figure.quantity))];
  const ranges = system.figures.filter((figure) => /range_km$/.test(figure.quantity) && figure.quantity !== "min_range_km" && figure.value !== null) as unknown as RangeRow[];
  return (
    <div class="catalogue">
      <p class="hint"><a href="/systems" data-in>Systems</a> / {classWords(system.system_class)}</p>
      <h1>{system.name}</h1>
      {system.description && <p class="lead">{system.description}</p>}
      <p class="hint">{capital(SIGHT[system.line_of_sight] ?? system.line_of_sight)}. Verbs: {system.verbs.join(", ")}. The same as JSON: <a href={`/api/systems/${encodeURIComponent(system.id)}`}>/api/systems/{system.id}</a>.</p>
      {system.aliases.length > 0 && <p class="hint">Also called {system.aliases.slice(0, 24).join(", ")}</p>}
      <RangeStrips ranges={ranges} />
      {kinds.map((kind) => (
        <section>
          <h2>{QUANTITY[kind] ?? kind}</h2>
          <div class="scroll" tabIndex={0} role="region" aria-label={`${QUANTITY[kind] ?? kind}, figures`}><table>
            <thead><tr><th scope="col">Figure</th><th scope="col">For</th><th scope="col">Kind</th><th scope="col">Confidence</th><th scope="col">Source</th></tr></thead>
            <tbody>{system.figures.filter((figure) => figure.quantity === kind).sort((a, b) => (b.value ?? 0) - (a.value ?? 0)).map((figure) => {
              const source = sources.get(figure.source_id);
              const link = safeLink(source?.url);
              const words = source?.title || figure.source_id;
              return <tr class={figure.is_outlier ? "outlier" : ""}>
                <td><b>{valueWords(figure)}</b><span class="hint">“{figure.as_written}”</span></td>
                <td>{[figure.variant, figure.against, figure.conditions].filter(Boolean).join("; ") || "not said"}</td>
                <td>{figure.kind}</td>
                <td>{figure.confidence}<span class="hint">{CONFIDENCE[figure.confidence]}</span></td>
                <td>{link ? <a href={link} target="_blank" rel="noopener noreferrer">{words}</a> : words}<span class="hint">{[source?.publisher, source?.date].filter(Boolean).join(", ")}</span></td>
              </tr>;
            })}</tbody>
          </table></div>
        </section>
      ))}
    </div>
  );
}

function valueWords(figure: Figure): string {
  if (figure.value === null) return figure.as_written;
  if (figure.unit === "year") return String(figure.value);
  const words = figure.value_min !== null ? `${number(figure.value_min)} to ${number(figure.value)}` : number(figure.value);
  return `${figure.is_lower_bound ? "more than " : ""}${words} ${figure.unit.replace("m2", "m²")}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
