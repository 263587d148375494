// One card a claim: the sentence, the numbers, what would have to be true, the slots, the sources.
import type { ComponentChildren } from "preact";
import type { Verdict } from "../api";
import { type Entry, isChanged, restore, select, selected } from "../state";
import { MARK, QUANTITY, TONE, VERB, addressWords, capital, number, safeLink, span } from "../words";
import { SlotFields } from "./slots";
import { Strip } from "./strip";

const RANGES = new Set(["surveillance_range_km", "instrumented_range_km", "engagement_range_km", "missile_range_km"]);

export function Card({ entry, index, children }: { entry: Entry; index: number; children?: ComponentChildren }) {
  const { verdict } = entry;
  const isOpen = selected.value === index;
  const tone = TONE[verdict.label];
  return (
    <section class={`card ${tone} ${isOpen ? "open" : ""} ${entry.isBusy ? "busy" : ""}`} id={`claim-${index + 1}`} aria-labelledby={`head-${index + 1}`}>
      <h3 id={`head-${index + 1}`}>
        <button type="button" aria-expanded={isOpen} aria-controls={`body-${index + 1}`} onClick={() => select(index)}>
          <span class={`badge ${tone}`}><span aria-hidden="true">{MARK[verdict.label]}</span> {verdict.label}</span>
          <span class="what"><span class="count">{index + 1}</span>{summary(entry)}</span>
        </button>
      </h3>
      <p class="sentence" aria-live={isOpen ? "polite" : "off"}>{verdict.sentence}</p>
      {entry.problem && <p class="trouble" role="alert">{entry.problem}</p>}
      <div class="card-body" id={`body-${index + 1}`} hidden={!isOpen}>
        <VerdictBody verdict={verdict} />
        {children}
        <section class="as-read" aria-label="The claim as read; change anything">
          <h4>The claim as read <span class="hint">change anything, the answer follows</span>
            {isChanged(entry) && <button type="button" class="small" onClick={() => restore(index)}>Back to the text</button>}
          </h4>
          <SlotFields entry={entry} index={index} />
        </section>
        <Grounds verdict={verdict} />
      </div>
    </section>
  );
}

export function VerdictBody({ verdict }: { verdict: Verdict }) {
  return (
    <>
      <Figures verdict={verdict} />
      {verdict.would_hold_if.length > 0 && (
        <section class="if" aria-label="What would have to be true">
          <h4>It would hold if</h4>
          <ul>{verdict.would_hold_if.map((condition) => <li>{capital(condition.sentence)}</li>)}</ul>
        </section>
      )}
    </>
  );
}

function Figures({ verdict }: { verdict: Verdict }) {
  const byQuantity = new Map<string, Verdict["figures"]>();
  for (const figure of verdict.figures ?? []) {
    if (RANGES.has(figure.quantity) && figure.value !== null) byQuantity.set(figure.quantity, [...(byQuantity.get(figure.quantity) ?? []), figure]);
  }
  const far = verdict.distance_km;
  const range = verdict.findings.find((finding) => finding.rule === "range" && finding.value !== null && finding.unit === "km");
  const needed = far && range ? { nearest: range.low ?? range.value, farthest: range.high ?? range.value } : far;
  return (
    <section aria-label="The numbers">
      <dl class="numbers">
        {far && range && <div><dt>Needed</dt><dd>{number(range.value as number)} km</dd></div>}
        {far && !(range && far.nearest === far.farthest) && <div><dt>{far.nearest === far.farthest ? "Distance" : "Nearest to farthest"}</dt><dd>{span(far.nearest, far.farthest)}</dd></div>}
        {verdict.margin_km !== null && <div><dt>Margin</dt><dd>{number(Math.abs(verdict.margin_km))} km {verdict.margin_km >= 0 ? "to spare" : "short"}</dd></div>}
        {verdict.decided_by && <div><dt>Decided by</dt><dd>{verdict.decided_by}</dd></div>}
      </dl>
      {[...byQuantity].map(([quantity, figures]) => (
        <figure>
          <figcaption>{QUANTITY[quantity] ?? quantity}, published</figcaption>
          <Strip words={QUANTITY[quantity] ?? quantity} needed={needed} stated={verdict.claim.distance_km}
            dots={(figures ?? []).map((f) => ({ value: f.value as number, value_min: f.value_min, confidence: f.confidence, is_outlier: f.is_outlier, title: `${f.as_written}${f.variant ? `, ${f.variant}` : ""}` }))} />
        </figure>
      ))}
    </section>
  );
}

export function Grounds({ verdict }: { verdict: Verdict }) {
  const open = verdict.unresolved.filter((words) => !verdict.sentence.includes(words));
  return (
    <>
      {open.length > 0 && <section><h4>Not known</h4><ul>{open.map((words) => <li>{capital(words)}</li>)}</ul></section>}
      {verdict.sources.length > 0 && (
        <section aria-label="Sources">
          <h4>Sources</h4>
          <ol class="sources">{verdict.sources.map((source) => {
            const link = safeLink(source.url);
            const words = source.title || source.id;
            return <li>{link ? <a href={link} target="_blank" rel="noopener noreferrer">{words}</a> : words}<span>{[source.publisher, source.date].filter(Boolean).join(", ")}</span>{link && <span class="address">{addressWords(link)}</span>}</li>;
          })}</ol>
        </section>
      )}
      <details>
        <summary>How it was worked out</summary>
        <ul class="findings">
          {verdict.findings.map((finding) => (
            <li>
              <b>{capital(finding.rule)}{finding.verb ? `, ${finding.verb}` : ""}:</b> {finding.holds === null ? "depends" : finding.holds ? "holds" : "fails"}.{" "}
              {finding.sentence ? `${capital(finding.sentence)}. ` : ""}
              {finding.value !== null && <>Value {number(finding.value)} {finding.unit}{finding.low !== null && finding.high !== null && finding.low !== finding.high ? ` (${span(finding.low, finding.high, finding.unit)} over the sweep)` : ""}. </>}
              {finding.formula && <code>{finding.formula}</code>}
            </li>
          ))}
        </ul>
        <h5>Assumptions</h5>
        <dl class="assumptions">{Object.entries(verdict.assumptions).map(([key, value]) => <div><dt>{key.replaceAll("_", " ")}</dt><dd>{plain(value)}</dd></div>)}</dl>
        {[verdict.origin, verdict.target].map((place) => place?.caption ? <p class="caption">{place.name}: {place.caption}</p> : null)}
      </details>
    </>
  );
}

function plain(value: unknown): string {
  if (value === null || value === undefined) return "none";
  if (typeof value === "number") return number(value);
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "object") return Object.entries(value as object).map(([key, one]) => `${key} ${plain(one)}`).join(", ");
  return String(value);
}

/** The system as the text names it; by its own name too where the text only says "the radar". */
function systemWords({ slots, verdict }: Entry): string {
  const words = slots.system ?? "a system";
  const name = verdict.system_name;
  if (!name) return words;
  const parts = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((part) => part.length > 1);
  const plain = words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return /[0-9]/.test(plain) || parts.some((part) => plain.includes(part)) ? words : `${words} (${name})`;
}

function summary(entry: Entry): string {
  const { slots } = entry;
  const parts = [`${capital(systemWords(entry))}:`, slots.negated ? `denied: ${VERB[slots.verb_kind]}` : VERB[slots.verb_kind]];
  if (slots.target) parts.push(slots.target_is_whole_region && !/^(all|the whole|the entire|entire)\b/i.test(slots.target) ? `all of ${slots.target}` : slots.target);
  if (slots.distance_km) parts.push(`${slots.target ? "at " : "to "}${number(slots.distance_km)} km`);
  if (slots.origin) parts.push(`from ${slots.origin}`);
  return parts.join(" ");
}
