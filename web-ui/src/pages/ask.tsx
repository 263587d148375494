// One structured question: the form of `howfar can`. Its address is the question.
import { useEffect, useState } from "preact/hooks";
import { type Assume, type Slots, type Verdict, get, isAbort, post } from "../api";
import { Grounds, VerdictBody } from "../parts/card";
import { WordSlot, placeNames, systemNames } from "../parts/slots";
import { Stage } from "../parts/stage";
import { go, query } from "../router";
import { MARK, TONE } from "../words";

const VERBS = ["see", "engage", "strike", "cover"];

export function AskPage() {
  const asked = new URLSearchParams(query.value);
  const [form, setForm] = useState<Record<string, string>>(() => Object.fromEntries(asked));
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [slots, setSlots] = useState<Slots | null>(null);
  const [assume, setAssume] = useState<Assume>({});
  const [trouble, setTrouble] = useState<string | null>(null);
  const put = (key: string, value: string) => setForm((was) => ({ ...was, [key]: value }));

  useEffect(() => {
    const wanted = Object.fromEntries(new URLSearchParams(query.value));
    setForm(wanted);
    if (!wanted.system) return;
    const control = new AbortController();
    setTrouble(null);
    get<Verdict>("/api/can", wanted, control.signal).then((made) => {
      setVerdict(made);
      setSlots({ ...made.claim } as Slots);
      setAssume({});
    }).catch((error) => {
      if (isAbort(error)) return;
      setVerdict(null);
      setTrouble(error instanceof Error ? error.message : String(error));
    });
    return () => control.abort();
  }, [query.value]);

  useEffect(() => {
    if (!slots || !verdict || (slots.origin === verdict.claim.origin && Object.keys(assume).length === 0)) return;
    const control = new AbortController();
    const claim = Object.fromEntries(Object.entries(slots).filter(([, value]) => value !== null));
    const timer = setTimeout(() => void post<Verdict>("/api/judge", { claim, assume }, control.signal).then(setVerdict).catch((error) => { if (!isAbort(error)) setTrouble(String(error.message ?? error)); }), 60);
    return () => { clearTimeout(timer); control.abort(); };
  }, [slots, assume]);

  const submit = (event: Event) => {
    event.preventDefault();
    const kept = Object.entries({ ...form, verb: form.verb || "see" }).filter(([, value]) => value.trim());
    go(`/ask?${new URLSearchParams(kept.map(([key, value]) => [key, withUnit(key, value)]))}`);
  };
  return (
    <div class="ask">
      <h1>Ask one thing</h1>
      <p class="lead">Can this system do that, from there? The same question as <code>howfar can</code>.</p>
      <form class="ask-form" onSubmit={submit}>
        <div class="sentence-form">
          <span>Can</span>
          <WordSlot id="ask-system" name="System" value={form.system ?? ""} put={(value) => put("system", value)} suggest={systemNames} required />
          <label class="slot"><span>Verb</span><select value={form.verb ?? "see"} onChange={(event) => put("verb", event.currentTarget.value)}>{VERBS.map((verb) => <option>{verb}</option>)}</select></label>
          <WordSlot id="ask-target" name="Target" value={form.target ?? ""} put={(value) => put("target", value)} suggest={placeNames} />
          <span>from</span>
          <WordSlot id="ask-from" name="From" value={form.from ?? ""} put={(value) => put("from", value)} suggest={placeNames} />
        </div>
        <div class="sentence-form">
          <label class="slot"><span>Stated distance</span><input type="text" value={form.distance ?? ""} placeholder="600 km" maxLength={40} onInput={(event) => put("distance", event.currentTarget.value)} /></label>
          <label class="slot"><span>Target altitude</span><input type="text" value={form.altitude ?? ""} placeholder="10 km" maxLength={40} onInput={(event) => put("altitude", event.currentTarget.value)} /></label>
          <label class="slot"><span>Antenna height</span><input type="text" value={form.antenna ?? ""} placeholder="swept" maxLength={40} onInput={(event) => put("antenna", event.currentTarget.value)} /></label>
          <label class="tick"><input type="checkbox" checked={form.whole === "true"} onChange={(event) => put("whole", event.currentTarget.checked ? "true" : "")} /> all of the target</label>
          <button type="submit" class="main">Ask</button>
        </div>
      </form>
      {trouble && <p class="trouble" role="alert">{trouble}</p>}
      {verdict && slots && (
        <div class="columns two">
          <section class={`card open ${TONE[verdict.label]}`} aria-label="The answer">
            <h2 class={`badge ${TONE[verdict.label]}`}><span aria-hidden="true">{MARK[verdict.label]}</span> {verdict.label}</h2>
            <p class="sentence" aria-live="polite">{verdict.sentence}</p>
            <div class="card-body"><VerdictBody verdict={verdict} /><Grounds verdict={verdict} /></div>
          </section>
          <aside class="stage-box" aria-label="Map and assumptions">
            <Stage slots={slots} assume={assume} verdict={verdict} near={[]} change={(part, more) => { setSlots((was) => ({ ...(was as Slots), ...part })); setAssume((was) => ({ ...was, ...more })); }} />
          </aside>
        </div>
      )}
      {!verdict && !trouble && <section class="examples"><h2>For example</h2><ul>
        {[["s-400", "see", "Berlin", "Minsk"], ["iskander-m", "strike", "Warsaw", "Kaliningrad"], ["patriot", "engage", "Lviv", "Rzeszow"]].map(([system, verb, target, from]) => (
          <li><a data-in href={`/ask?${new URLSearchParams({ system, verb, target, from })}`}><b>{`Can ${system} ${verb} ${target} from ${from}?`}</b></a></li>))}
      </ul></section>}
    </div>
  );
}

/** A bare number in these fields means kilometres, or metres for an antenna: the server wants the unit written. */
function withUnit(key: string, value: string): string {
  if (!/^\s*\d+(\.\d+)?\s*$/.test(value)) return value.trim();
  return key === "antenna" ? `${value.trim()}m` : key === "distance" || key === "altitude" ? `${value.trim()}km` : value.trim();
}

