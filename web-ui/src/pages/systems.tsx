// The catalogue: every system with its published ranges on one line, so that disagreement shows.
import { useEffect, useMemo, useState } from "preact/hooks";
import { type RangeRow, type SystemRow, get } from "../api";
import { Strip } from "../parts/strip";
import { QUANTITY, classWords, span } from "../words";

export function SystemsPage() {
  const [systems, setSystems] = useState<SystemRow[] | null>(null);
  const [words, setWords] = useState("");
  const [kind, setKind] = useState("");
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => { get<{ systems: SystemRow[] }>("/api/systems").then((found) => setSystems(found.systems)).catch((error) => setTrouble(error.message)); }, []);
  const kinds = useMemo(() => [...new Set((systems ?? []).map((system) => system.system_class))].sort(), [systems]);
  const shown = (systems ?? []).filter((system) => (!kind || system.system_class === kind)
    && (!words || [system.id, system.name, ...system.aliases].some((name) => name.toLowerCase().includes(words.toLowerCase()))));
  return (
    <div class="catalogue">
      <h1>Systems and their published figures</h1>
      <p class="lead">Each dot is one published figure. Sources that disagree stay apart; open a system for the sources. The same as JSON: <a href="/api/systems">/api/systems</a>.</p>
      <p class="dot-key"><span><i class="dot" /> primary or good source</span><span><i class="dot c-C" /> single or dated source</span><span><i class="dot outlier" /> outlier, never decides</span></p>
      <div class="filters">
        <label class="slot"><span>Find a system</span><input type="search" value={words} placeholder="S-400, Искандер, SA-21" onInput={(event) => setWords(event.currentTarget.value)} /></label>
        <label class="slot"><span>Kind</span><select value={kind} onChange={(event) => setKind(event.currentTarget.value)}><option value="">all</option>{kinds.map((one) => <option value={one}>{classWords(one)}</option>)}</select></label>
        <p role="status" class="hint">{systems ? `${shown.length} of ${systems.length} systems` : "Loading…"}</p>
      </div>
      {trouble && <p class="trouble" role="alert">{trouble}</p>}
      <ul class="system-list">{shown.map((system) => <Row key={system.id} system={system} />)}</ul>
    </div>
  );
}

function Row({ system }: { system: SystemRow }) {
  return (
    <li class="system-row">
      <div><h2><a href={`/systems/${encodeURIComponent(system.id)}`} data-in>{system.name}</a></h2>
        <p class="hint">{classWords(system.system_class)} · {system.verbs.join(", ")} · {system.figures} {system.figures === 1 ? "figure" : "figures"}</p></div>
      <RangeStrips ranges={system.ranges} />
    </li>
  );
}

export function RangeStrips({ ranges }: { ranges: RangeRow[] }) {
  const kinds = [...new Set(ranges.map((range) => range.quantity))];
  if (!kinds.length) return <p class="hint">No published range.</p>;
  return (
    <div class="strips">{kinds.map((kind) => (
      <figure><figcaption>{QUANTITY[kind] ?? kind} <b>{spread(ranges.filter((range) => range.quantity === kind))}</b></figcaption>
        <Strip words={QUANTITY[kind] ?? kind} dots={ranges.filter((range) => range.quantity === kind).map((range) => ({ ...range, title: [range.as_written, range.variant].filter(Boolean).join(", ") }))} />
      </figure>))}
    </div>
  );
}

function spread(ranges: RangeRow[]): string {
  const told = (some: RangeRow[]) => some.length ? `${span(Math.min(...some.map((one) => one.value)), Math.max(...some.map((one) => one.value)))}` : "";
  const kept = ranges.filter((range) => !range.is_outlier);
  const outliers = ranges.filter((range) => range.is_outlier);
  return [told(kept), kept.length > 1 ? ` in ${kept.length} figures` : "", outliers.length ? `${kept.length ? "; " : ""}outlier ${told(outliers)}` : ""].join("");
}
