// One structured question: the form of `howfar can`. Its address is the question, and what was moved since stands after #.
import { useEffect, useState } from "preact/hooks";
import { type Assume, type Slots, type Verdict, get, isAbort, post } from "../api";
import { Grounds, VerdictBody } from "../parts/card";
import { Downloads, clean } from "../parts/downloads";
import { WordSlot, placeNames, systemNames } from "../parts/slots";
import { Stage } from "../parts/stage";
import { go, query } from "../router";
import { MARK, TONE } from "../words";

const VERBS = ["see", "engage", "strike", "cover"];
const EXAMPLES = [["s-400", "see", "Berlin", "Minsk"], ["iskander-m", "strike", "Warsaw", "Kaliningrad"], ["patriot", "engage", "Lviv", "Rzeszow"]] as const;

interface Moved { o?: string | null; a?: Assume } // another origin and what is assumed

export function AskPage() {
  const [form, setForm] = useState<Record<string, string>>(() => Object.fromEntries(new URLSearchParams(query.value)));
  const [asked, setAsked] = useState<Verdict | null>(null); // as the address asks
  const [verdict, setVerdict] = useState<Verdict | null>(null); // as it stands now
  const [slots, setSlots] = useState<Slots | null>(null);
  const [assume, setAssume] = useState<Assume>({});
  const [trouble, setTrouble] = useState<string | null>(null);
  const put = (key: string, value: string) => setForm((was) => ({ ...was, [key]: value }));
  const told = (error: unknown) => { if (!isAbort(error)) setTrouble(error instanceof Error ? error.message : String(error)); };

  useEffect(() => {
    const wanted = Object.fromEntries(new URLSearchParams(query.value));
    setForm(wanted);
    setVerdict(null);
    setTrouble(null);
    if (!wanted.system) return;
    const control = new AbortController();
    get<Verdict>("/api/can", wanted, control.signal).then((made) => {
      const moved = movedOf(location.hash);
      setAsked(made);
      setVerdict(made);
      setSlots({ ...made.claim, ...(moved.o ? { origin: moved.o } : {}) } as Slots);
      setAssume({ ...fixedBy(wanted), ...moved.a });
    }).catch(told);
    return () => control.abort();
  }, [query.value]);

  useEffect(() => {
    if (!slots || !asked) return;
    const isMoved = slots.origin !== asked.claim.origin || JSON.stringify(clean(assume)) !== JSON.stringify(clean(fixedBy(form)));
    history.replaceState(null, "", location.pathname + location.search + (isMoved ? `#m=${encodeURIComponent(JSON.stringify({ o: slots.origin, a: clean(assume) }))}` : ""));
    if (!isMoved) {
      setVerdict(asked);
      return;
    }
    const control = new AbortController();
    const timer = setTimeout(() => void post<Verdict>("/api/judge", { claim: clean(slots), assume: clean(assume) }, control.signal).then(setVerdict).catch(told), 60);
    return () => { clearTimeout(timer); control.abort(); };
  }, [slots, assume, asked]);

  const submit = (event: Event) => {
    event.preventDefault();
    const kept = Object.entries({ ...form, verb: form.verb || "see" }).filter(([, value]) => value.trim());
    go(`/ask?${new URLSearchParams(kept.map(([key, value]) => [key, withUnit(key, value)]))}`);
  };
  return (
    <div class="ask">
      <h1>Ask one thing</h1>
      <p class="lead">Can this system do that, from there? The same question as <code>howfar can</code>.</p>
      <Form form={form} put={put} submit={submit} />
      {trouble && <p class="trouble" role="alert">{trouble}</p>}
      {verdict && slots && <>
        <div class="summary"><div class="tools"><Downloads state={() => ({ claims: [clean(slots)], assumes: [clean(assume)] })} /></div></div>
        <div class="columns two">
          <section class={`card open ${TONE[verdict.label]}`} aria-label="The answer">
            <h2 class={`badge ${TONE[verdict.label]}`}><span aria-hidden="true">{MARK[verdict.label]}</span> {verdict.label}</h2>
            <p class="sentence" aria-live="polite">{verdict.sentence}</p>
            <div class="card-body"><VerdictBody verdict={verdict} /><Grounds verdict={verdict} /></div>
          </section>
          <aside class="stage-box" tabIndex={0} aria-label="Map and assumptions">
            <Stage slots={slots} assume={assume} verdict={verdict} near={[]} change={(part, more) => { setSlots((was) => ({ ...(was as Slots), ...part })); setAssume((was) => ({ ...was, ...more })); }} />
          </aside>
        </div>
      </>}
      {!verdict && !trouble && <section class="examples"><h2>For example</h2><ul>
        {EXAMPLES.map(([system, verb, target, from]) => (
          <li><a data-in href={`/ask?${new URLSearchParams({ system, verb, target, from })}`}><b>{`Can ${system} ${verb} ${target} from ${from}?`}</b></a></li>))}
      </ul></section>}
    </div>
  );
}

interface FormProps { form: Record<string, string>; put: (key: string, value: string) => void; submit: (event: Event) => void }

function Form({ form, put, submit }: FormProps) {
  const words = (key: string, name: string, hint: string) => (
    <label class="slot"><span>{name}</span><input type="text" value={form[key] ?? ""} placeholder={hint} maxLength={40} onInput={(event) => put(key, event.currentTarget.value)} /></label>
  );
  return (
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
        {words("distance", "Stated distance", "600 km")}
        {words("altitude", "Target altitude", "10 km")}
        {words("antenna", "Antenna height", "swept")}
        <label class="tick"><input type="checkbox" checked={form.whole === "true"} onChange={(event) => put("whole", event.currentTarget.checked ? "true" : "")} /> all of the target</label>
        <button type="submit" class="main">Ask</button>
      </div>
    </form>
  );
}

/** What the address fixes beyond the claim itself. */
function fixedBy(wanted: Record<string, string>): Assume {
  const metres = /^\s*(\d+(?:\.\d+)?)\s*m\s*$/.exec(wanted.antenna ?? "");
  return { ...(metres ? { antenna_m: Number(metres[1]) } : {}), ...(wanted.k ? { k_factor: Number(wanted.k) } : {}) };
}

function movedOf(hash: string): Moved {
  try {
    const found = JSON.parse(decodeURIComponent(/^#m=(.+)$/.exec(hash)?.[1] ?? "{}")) as Moved;
    return { o: typeof found.o === "string" ? found.o : null, a: typeof found.a === "object" && found.a ? found.a : {} };
  } catch {
    return {};
  }
}

/** A bare number in these fields means kilometres, or metres for an antenna: the server wants the unit written. */
function withUnit(key: string, value: string): string {
  if (!/^\s*\d+(\.\d+)?\s*$/.test(value)) return value.trim();
  return key === "antenna" ? `${value.trim()}m` : key === "distance" || key === "altitude" ? `${value.trim()}km` : value.trim();
}
