// What the page holds, and its permanent link: the whole state is in the address behind #, which never leaves the browser.
import { computed, signal } from "@preact/signals";
import { type Assume, type CheckAnswer, type Claim, type Slots, type Verdict, isAbort, post } from "./api";

export interface Entry {
  read: Claim; // as the text has it
  slots: Slots; // as it stands now
  assume: Assume;
  verdict: Verdict;
  isBusy: boolean;
  problem: string | null;
}

export interface Source { text: string; title?: string | null; publisher?: string | null; date?: string | null; url?: string | null }

export const checked = signal<CheckAnswer | null>(null);
export const entries = signal<Entry[]>([]);
export const selected = signal(0);
export const isReading = signal(false);
export const failure = signal<string | null>(null);
export const current = computed(() => entries.value[selected.value] ?? null);

const running = new Map<number, AbortController>();

interface Saved { t: Source; c?: number; e?: Record<number, { s?: Partial<Slots>; a?: Assume }> }

export function slotsOf(claim: Claim): Slots {
  return { ...claim } as Slots;
}

export async function checkText(source: Source | { address: string }, saved?: Saved): Promise<boolean> {
  isReading.value = true;
  failure.value = null;
  try {
    const found = await post<CheckAnswer>("/api/check", source);
    checked.value = found;
    entries.value = found.verdicts.map((verdict) => ({
      read: verdict.claim, slots: slotsOf(verdict.claim), assume: {}, verdict, isBusy: false, problem: null,
    }));
    selected.value = Math.min(saved?.c ?? firstTelling(found.verdicts), Math.max(0, found.verdicts.length - 1));
    for (const [index, edit] of Object.entries(saved?.e ?? {})) {
      if (entries.value[Number(index)]) change(Number(index), edit.s ?? {}, edit.a ?? {}, 0);
    }
    remember();
    return true;
  } catch (error) {
    failure.value = error instanceof Error ? error.message : String(error);
    return false;
  } finally {
    isReading.value = false;
  }
}

function firstTelling(verdicts: Verdict[]): number {
  const found = verdicts.findIndex((verdict) => verdict.label !== "not checkable");
  return found < 0 ? 0 : found;
}

export function forget(): void {
  checked.value = null;
  entries.value = [];
  failure.value = null;
  history.pushState(null, "", location.pathname);
}

function put(index: number, part: Partial<Entry>): void {
  entries.value = entries.value.map((entry, at) => (at === index ? { ...entry, ...part } : entry));
}

/** Change slots or assumptions of one claim and have it judged again, at once. */
export function change(index: number, slots: Partial<Slots>, assume: Partial<Assume> = {}, wait = 60): void {
  const entry = entries.value[index];
  if (!entry) return;
  put(index, { slots: { ...entry.slots, ...slots }, assume: { ...entry.assume, ...assume }, isBusy: true, problem: null });
  running.get(index)?.abort();
  const control = new AbortController();
  running.set(index, control);
  setTimeout(() => void judge(index, control), wait);
}

async function judge(index: number, control: AbortController): Promise<void> {
  if (control.signal.aborted) return;
  const entry = entries.value[index];
  try {
    const body = { claim: trimmed(entry.slots), near: checked.value?.near ?? [], home: checked.value?.homes[index] ?? null, assume: entry.assume };
    const verdict = await post<Verdict>("/api/judge", body, control.signal);
    put(index, { verdict, isBusy: false });
    remember();
  } catch (error) {
    if (isAbort(error)) return;
    put(index, { isBusy: false, problem: error instanceof Error ? error.message : String(error) });
  }
}

function trimmed(slots: Slots): Slots {
  return Object.fromEntries(Object.entries(slots).filter(([, value]) => value !== null && value !== "")) as Slots;
}

export function restore(index: number): void {
  const entry = entries.value[index];
  put(index, { slots: slotsOf(entry.read), assume: {} });
  change(index, {}, {}, 0);
}

export function changedSlots(entry: Entry): Partial<Slots> {
  const was = entry.read as unknown as Record<string, unknown>;
  const now = Object.entries(entry.slots).filter(([key, value]) => (value ?? null) !== (was[key] ?? null));
  return Object.fromEntries(now) as Partial<Slots>;
}

export function isChanged(entry: Entry): boolean {
  const assumed = Object.values(entry.assume).some((value) => value !== null && value !== undefined);
  return assumed || Object.keys(changedSlots(entry)).length > 0;
}

export function source(): Source {
  const found = checked.value;
  const about = found?.document;
  return {
    text: found?.text ?? "", title: about?.title, publisher: about?.publisher, date: about?.date, url: about?.url,
  };
}

let latest = 0;
async function remember(): Promise<void> {
  const turn = ++latest;
  const edits: Saved["e"] = {};
  entries.value.forEach((entry, index) => {
    if (isChanged(entry)) edits[index] = { s: changedSlots(entry), a: entry.assume };
  });
  const told = Object.fromEntries(Object.entries(source()).filter(([, value]) => value)) as unknown as Source;
  const packed = await pack({ t: told, c: selected.value, e: edits });
  if (turn === latest && checked.value) history.replaceState(null, "", `${location.pathname}#s=${packed}`);
}

export function select(index: number): void {
  if (selected.value !== index) {
    selected.value = index;
    void remember();
  }
}

/** Open the state in the address, if there is one. */
export async function restoreFromAddress(): Promise<boolean> {
  const match = /^#s=([\w-]+)$/.exec(location.hash);
  if (!match) return false;
  try {
    const saved = await unpack<Saved>(match[1]);
    if (typeof saved?.t?.text !== "string") throw new Error("no text");
    return await checkText(saved.t, saved);
  } catch {
    failure.value = "The link is broken or was cut off; paste the text again.";
    return false;
  }
}

async function pack(value: unknown): Promise<string> {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function unpack<T>(text: string): Promise<T> {
  const bytes = Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > 4_000_000) throw new Error("too large");
    parts.push(value as Uint8Array<ArrayBuffer>);
  }
  return JSON.parse(await new Blob(parts).text()) as T;
}
