// Everything that can be taken away: made by the server from the state of the page, nothing is kept there.
import { useRef, useState } from "preact/hooks";
import { postForFile } from "../api";
import { entries, source } from "../state";

/** The state of the page of a checked text, as the server takes it. */
export function textState(): object {
  return { ...clean(source()), claims: entries.value.map((entry) => clean(entry.slots)), assumes: entries.value.map((entry) => clean(entry.assume)) };
}

const FORMATS = [
  ["html", "Report (HTML)", "howfar-report.html"], ["png", "Map (PNG)", "howfar-map.png"], ["svg", "Map (SVG)", "howfar-map.svg"],
  ["json", "Verdicts (JSON)", "howfar-verdicts.json"], ["csv", "Table (CSV)", "howfar-verdicts.csv"],
  ["geojson", "Shapes (GeoJSON)", "howfar-shapes.geojson"], ["kml", "Shapes (KML)", "howfar-shapes.kml"],
] as const;

export function Downloads({ state }: { state: () => object }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const [words, setWords] = useState("");
  const dialog = useRef<HTMLDialogElement>(null);
  const take = async (format: string, name: string, more: object = {}) => {
    setTrouble(null);
    try {
      save(await postForFile(`/api/report/${format}`, { ...state(), ...more }), name);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      setWords("Link copied");
    } catch {
      setWords("Copy the address of this page: it holds everything");
    }
    setTimeout(() => setWords(""), 4000);
  };
  return (
    <div class="take">
      <button type="button" class="small" onClick={copy}>Copy link</button>
      <details class="menu">
        <summary class="small">Download</summary>
        <ul>
          {FORMATS.map(([format, label, name]) => <li><button type="button" onClick={() => take(format, name)}>{label}</button></li>)}
          <li><button type="button" onClick={() => dialog.current?.showModal()}>ClaimReview (JSON-LD)…</button></li>
          <li><button type="button" onClick={() => window.print()}>Print or PDF</button></li>
        </ul>
      </details>
      <span role="status" class="hint">{words}</span>
      {trouble && <p role="alert" class="trouble">{trouble}</p>}
      <dialog ref={dialog} aria-labelledby="review-head">
        <form method="dialog" onSubmit={(event) => {
          event.preventDefault();
          const form = new FormData(event.currentTarget);
          dialog.current?.close();
          void take("claimreview", "howfar-claimreview.json", { review_url: form.get("url"), review_author: form.get("author"), review_date: form.get("date") || null });
        }}>
          <h2 id="review-head">ClaimReview</h2>
          <p>Search engines want to know where your review is published and by whom.</p>
          <label>Address of your review<input name="url" type="url" required maxLength={2000} placeholder="https://" /></label>
          <label>Who publishes it<input name="author" required maxLength={200} /></label>
          <label>Date<input name="date" type="date" /></label>
          <div class="row"><button type="submit" class="main">Download</button><button type="button" class="small" onClick={() => dialog.current?.close()}>Cancel</button></div>
        </form>
      </dialog>
    </div>
  );
}

export function clean<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== null && one !== undefined && one !== "")) as Partial<T>;
}

export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
