import { useEffect, useRef, useState } from "preact/hooks";
import { upload } from "../api";
import { EXAMPLES } from "../examples";
import { Article } from "../parts/article";
import { Card } from "../parts/card";
import { Downloads, textState } from "../parts/downloads";
import { Stage } from "../parts/stage";
import { change, checkText, checked, current, entries, failure, forget, isReading, restoreFromAddress, selected } from "../state";
import { LABELS, MARK, TONE } from "../words";

export function CheckPage() {
  useEffect(() => {
    const open = () => void (location.hash.startsWith("#s=") && !checked.value ? restoreFromAddress() : null);
    open();
    const changed = () => void (location.hash.startsWith("#s=") ? restoreFromAddress() : null);
    window.addEventListener("hashchange", changed);
    return () => window.removeEventListener("hashchange", changed);
  }, []);
  return checked.value ? <Result /> : <Start />;
}

function Start() {
  const [words, setWords] = useState("");
  const [isOver, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const isAddress = /^https?:\/\/\S+$/i.test(words.trim());
  const run = () => {
    const text = words.trim();
    if (!text) {
      failure.value = "Paste a text, an address or one sentence first.";
      return;
    }
    void checkText(isAddress ? { address: text } : { text: words });
  };
  const take = async (given?: File | null) => {
    if (!given) return;
    isReading.value = true;
    failure.value = null;
    try {
      const found = await upload(given);
      await checkText({ text: found.text, ...Object.fromEntries(Object.entries({ title: found.title, publisher: found.publisher, date: found.date }).filter(([, value]) => value)) });
    } catch (error) {
      failure.value = error instanceof Error ? error.message : String(error);
    } finally {
      isReading.value = false;
    }
  };
  return (
    <div class="start">
      <section class="hero">
        <h1>How far can it <em>really</em> see, or reach?</h1>
        <p class="lead">Paste a text. Every claim of reach in it is held against published figures, the curve of the Earth and refraction, and you see what holds.</p>
        <form class={`ask-box ${isOver ? "over" : ""}`} onSubmit={(event) => { event.preventDefault(); run(); }}
          onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
          onDrop={(event) => { event.preventDefault(); setOver(false); void take(event.dataTransfer?.files[0]); }}>
          <label for="text" class="unseen">A text, an address or one sentence</label>
          <textarea id="text" rows={7} value={words} maxLength={1000000} placeholder="Paste an article, an address (https://…) or one sentence" dir="auto"
            onInput={(event) => setWords(event.currentTarget.value)}
            onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) run(); }} />
          <div class="row">
            <button type="submit" class="main" disabled={isReading.value}>{isReading.value ? "Reading…" : isAddress ? "Fetch and check" : "Check"}</button>
            <button type="button" class="small" onClick={() => file.current?.click()}>Open a file…</button>
            <input ref={file} type="file" hidden accept=".txt,.html,.htm,.md,.pdf,.eml" onChange={(event) => void take(event.currentTarget.files?.[0])} />
            <span class="hint">text, HTML, PDF, Markdown, e-mail · Ctrl+Enter</span>
          </div>
        </form>
        {failure.value && <p class="trouble" role="alert">{failure.value}</p>}
      </section>
      <section aria-labelledby="examples-head" class="examples">
        <h2 id="examples-head">Or try one of these</h2>
        <ul>{EXAMPLES.map((example) => (
          <li><button type="button" onClick={() => { setWords(example.text); void checkText({ text: example.text }); }}><b>{example.name}</b><span>{example.text}</span></button></li>
        ))}</ul>
      </section>
      <section class="legend-labels" aria-label="What the verdicts mean">
        {LABELS.map((label) => <p class={TONE[label]}><b><span aria-hidden="true">{MARK[label]}</span> {label}</b>{MEANINGS[label]}</p>)}
      </section>
    </div>
  );
}

const MEANINGS = {
  consistent: "agrees with every published figure and with geometry, whatever the assumptions within their spread",
  inconsistent: "disagrees with all of them",
  "consistent only if": "depends on a named condition, and the condition is given as a number",
  "not checkable": "something needed is not known, or is not a matter of physics",
};

function Result() {
  const found = checked.value!;
  const list = entries.value;
  const entry = current.value;
  const isNarrow = useNarrow();
  const stage = entry && <Stage slots={entry.slots} assume={entry.assume} verdict={entry.verdict} near={found.near} change={(slots, assume, wait) => change(selected.value, slots, assume, wait)} />;
  const counts = LABELS.map((label) => [label, list.filter((one) => one.verdict.label === label).length] as const).filter(([, count]) => count);
  useEffect(() => { document.getElementById("result-head")?.focus({ preventScroll: true }); }, []);
  const step = (by: number) => { selected.value = (selected.value + by + list.length) % list.length; document.getElementById(`claim-${selected.value + 1}`)?.scrollIntoView({ block: "nearest" }); };
  return (
    <div class="result" onKeyDown={(event) => {
      if (event.target instanceof HTMLElement && /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) return;
      if (event.altKey || event.ctrlKey || event.metaKey || !list.length) return;
      if (event.key === "j") step(1);
      if (event.key === "k") step(-1);
    }}>
      <div class="summary">
        <h1 id="result-head" tabIndex={-1}>{found.document.title ?? "What holds in this text"}</h1>
        <p class="counts" role="status">
          {list.length === 0 ? "No claim of reach was found in this text." : <>{list.length} {list.length === 1 ? "claim" : "claims"}:{" "}
            {counts.map(([label, count]) => <span class={`badge ${TONE[label]}`}><span aria-hidden="true">{MARK[label]}</span> {count} {label}</span>)}</>}
        </p>
        <div class="tools"><button type="button" class="small" onClick={forget}>New text</button>{list.length > 0 && <Downloads state={textState} />}</div>
      </div>
      <div class={`columns ${list.length ? "" : "bare"}`}>
        <Article />
        {list.length > 0 && <section class="cards" aria-label="Claims and their verdicts">
          {list.map((one, index) => <Card key={index} entry={one} index={index}>{isNarrow && index === selected.value ? stage : null}</Card>)}
          <p class="hint keys">Keys: j and k go to the next and the previous claim.</p>
        </section>}
        {stage && !isNarrow && <aside class="stage-box" tabIndex={0} aria-label={`Map and assumptions of claim ${selected.value + 1}`}>{stage}</aside>}
      </div>
    </div>
  );
}

/** Whether the window is as narrow as a phone: there the map stands in the open card. */
function useNarrow(): boolean {
  const asked = matchMedia("(max-width: 760px)");
  const [isNarrow, setNarrow] = useState(asked.matches);
  useEffect(() => {
    const turned = () => setNarrow(asked.matches);
    asked.addEventListener("change", turned);
    return () => asked.removeEventListener("change", turned);
  }, []);
  return isNarrow;
}
