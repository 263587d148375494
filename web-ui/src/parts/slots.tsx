// The slots of a claim as fields that can be changed in place.
import { useState } from "preact/hooks";
import type { SystemRow } from "../api";
import { get } from "../api";
import type { Slots } from "../api";
import { type Entry, change } from "../state";

const VERBS = [["sees", "sees"], ["engages", "engages"], ["strikes", "strikes"], ["covers", "covers"]] as const;

export function SlotFields({ entry, index }: { entry: Entry; index: number }) {
  const { slots, read } = entry;
  const put = (part: Partial<Slots>) => change(index, part);
  return (
    <div class="slots">
      <WordSlot id={`${index}-system`} name="System" value={slots.system ?? ""} was={read.system} suggest={systemNames}
        put={(value) => put({ system: value || null, system_id: null })} />
      <label class="slot"><span>Verb</span>
        <select value={slots.verb_kind} onChange={(event) => put({ verb_kind: event.currentTarget.value as Slots["verb_kind"] })}>
          {VERBS.map(([value, words]) => <option value={value}>{words}</option>)}
        </select>
      </label>
      <WordSlot id={`${index}-target`} name="Target" value={slots.target ?? ""} was={read.target} suggest={placeNames} put={(value) => put({ target: value || null })} />
      <WordSlot id={`${index}-origin`} name="From" value={slots.origin ?? ""} was={read.origin} suggest={placeNames} put={(value) => put({ origin: value || null })} />
      <NumberSlot name="Distance, km" value={slots.distance_km ?? null} was={read.distance_km} put={(value) => put({ distance_km: value, distance_as_written: value === null ? null : `${value} km` })} />
      <NumberSlot name="Altitude, km" value={slots.altitude_km ?? null} was={read.altitude_km} put={(value) => put({ altitude_km: value, altitude_as_written: value === null ? null : `${value} km` })} />
      <div class="checks">
        <Tick name="all of the target" value={slots.target_is_whole_region ?? false} put={(value) => put({ target_is_whole_region: value })} />
        <Tick name="denied" value={slots.negated ?? false} put={(value) => put({ negated: value })} />
      </div>
      {read.speaker && <p class="speaker">Said by <b>{read.speaker}</b></p>}
    </div>
  );
}

interface WordProps { id: string; name: string; value: string; was?: string | null; put: (value: string) => void; suggest: (words: string) => Promise<string[]>; required?: boolean }

export function WordSlot({ id, name, value, was, put, suggest, required }: WordProps) {
  const [found, setFound] = useState<string[]>([]);
  const look = (event: Event) => {
    const words = (event.currentTarget as HTMLInputElement).value.trim();
    if (words.length >= 2) void suggest(words).then(setFound).catch(() => setFound([]));
  };
  const isChanged = (was ?? "") !== value;
  return (
    <label class={`slot ${isChanged && was !== undefined ? "changed" : ""}`}><span>{name}</span>
      <input key={value} type="text" defaultValue={value} list={`list-${id}`} maxLength={300} autocomplete="off" spellcheck={false} required={required} placeholder="not said"
        onInput={look} onChange={(event) => { const next = event.currentTarget.value.trim(); if (next !== value) put(next); }} />
      <datalist id={`list-${id}`}>{found.map((words) => <option value={words} />)}</datalist>
      {isChanged && was !== undefined && <small>the text: {was || "not said"}</small>}
    </label>
  );
}

export function NumberSlot({ name, value, was, put }: { name: string; value: number | null; was?: number | null; put: (value: number | null) => void }) {
  const shown = value === null ? "" : String(Math.round(value * 1000) / 1000);
  return (
    <label class={`slot ${was !== undefined && (was ?? null) !== value ? "changed" : ""}`}><span>{name}</span>
      <input key={shown} type="number" defaultValue={shown} min="0" max="100000" step="any" inputMode="decimal" placeholder="not said"
        onChange={(event) => { const words = event.currentTarget.value; put(words === "" ? null : Math.min(100000, Math.max(0, Number(words)))); }} />
      {was !== undefined && (was ?? null) !== value && <small>the text: {was === null ? "not said" : was}</small>}
    </label>
  );
}

export function Tick({ name, value, put }: { name: string; value: boolean; put: (value: boolean) => void }) {
  return <label class="tick"><input type="checkbox" checked={value} onChange={(event) => put(event.currentTarget.checked)} /> {name}</label>;
}

export async function placeNames(words: string): Promise<string[]> {
  const { places } = await get<{ places: { name: string; country_code: string | null; kind: string }[] }>("/api/places", { q: words, limit: 8 });
  return [...new Set(places.map((place) => (place.kind === "city" && place.country_code ? `${place.name}, ${place.country_code}` : place.name)))];
}

let names: Promise<string[]> | null = null;
export async function systemNames(words: string): Promise<string[]> {
  names ??= get<{ systems: SystemRow[] }>("/api/systems").then(({ systems }) => systems.map((system) => system.name));
  const start = words.toLowerCase();
  return (await names).filter((name) => name.toLowerCase().includes(start)).slice(0, 12);
}
