// The text with every claim marked by its verdict: a sign, a number and a line, never colour alone.
import type { ComponentChildren } from "preact";
import { type Entry, checked, entries, select, selected } from "../state";
import { MARK, TONE } from "../words";

interface Piece { text: string; claims: number[]; ends: number[] }

/** Offsets count characters as Python does; JavaScript counts UTF-16 units. */
function unitsOf(text: string): (offset: number) => number {
  if (!/[\ud800-\udfff]/.test(text)) return (offset) => offset;
  const starts: number[] = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at)! > 0xffff ? 2 : 1) starts.push(at);
  return (offset) => starts[offset] ?? text.length;
}

/** Lines that were broken to a width flow again; one character for one, so that offsets stay. */
function flowing(text: string): string {
  return text.replace(/(?<=[^\n]{50}\S)\n(?=\S)/g, " ");
}

export function pieces(given: string, list: Entry[]): Piece[] {
  const text = flowing(given);
  const unit = unitsOf(text);
  const spans = list.map((entry) => [unit(entry.read.start), unit(entry.read.end)] as const);
  const cuts = [...new Set([0, text.length, ...spans.flat()])].filter((at) => at <= text.length).sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => {
    const to = cuts[index + 1];
    const claims = spans.flatMap(([start, end], at) => (start <= from && end >= to && end > start ? [at] : []));
    return { text: text.slice(from, to), claims, ends: claims.filter((at) => spans[at][1] === to) };
  });
}

export function Article() {
  const found = checked.value;
  if (!found) return null;
  const list = entries.value;
  const about = found.document;
  const isRtl = /^[\s\W\d]*[\u0590-\u08ff]/.test(found.text);
  return (
    <article class="article" lang={about.language ?? undefined} aria-label="The text, with claims marked">
      {(about.publisher || about.date) && <p class="byline">{[about.publisher, about.date].filter(Boolean).join(" · ")}</p>}
      <div class="article-text" dir={isRtl ? "rtl" : undefined}>
        {pieces(found.text, list).map((piece) => <Marked piece={piece} list={list} />)}
      </div>
    </article>
  );
}

function Marked({ piece, list }: { piece: Piece; list: Entry[] }) {
  if (!piece.claims.length) return <>{piece.text}</>;
  const at = piece.claims.includes(selected.value) ? selected.value : piece.claims[0];
  return (
    <mark class={`m ${TONE[list[at].verdict.label]} ${piece.claims.includes(selected.value) ? "on" : ""}`}>
      <Jump index={at} words={`${list[at].verdict.label}: `}>{piece.text}</Jump>
      {piece.ends.map((index) => (
        <Jump index={index} isSign={true} words={`claim ${index + 1}, ${list[index].verdict.label}`}>
          <sup class={TONE[list[index].verdict.label]} aria-hidden="true">{MARK[list[index].verdict.label]}{index + 1}</sup>
        </Jump>
      ))}
    </mark>
  );
}

function Jump({ index, words, isSign, children }: { index: number; words: string; isSign?: boolean; children: ComponentChildren }) {
  const open = (event: Event) => {
    event.preventDefault();
    select(index);
    const card = document.getElementById(`claim-${index + 1}`);
    card?.scrollIntoView({ block: "nearest", behavior: "smooth" });
    card?.querySelector<HTMLElement>("h3 button")?.focus({ preventScroll: true });
  };
  return (
    <a href={`#claim-${index + 1}`} onClick={open} tabIndex={isSign ? 0 : -1} title={`Claim ${index + 1}: ${list(index)}`}>
      {isSign && <span class="unseen">{words}</span>}
      {children}
    </a>
  );
}

function list(index: number): string {
  return entries.value[index]?.verdict.label ?? "";
}
