import { useState } from "preact/hooks";
import { path } from "../router";

const LINKS = [["/", "Check a text"], ["/ask", "Ask one thing"], ["/systems", "Systems"], ["/method", "Method"]] as const;
type Theme = "auto" | "light" | "dark";
const NEXT: Record<Theme, Theme> = { auto: "light", light: "dark", dark: "auto" };
const SIGN: Record<Theme, string> = { auto: "◑", light: "☀", dark: "☾" };

export function Header() {
  const [theme, setTheme] = useState<Theme>("auto");
  const turn = () => {
    const next = NEXT[theme];
    setTheme(next);
    if (next === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
    window.dispatchEvent(new Event("howfar-theme"));
  };
  return (
    <header class="top">
      <a class="brand" href="/" data-in aria-label="howfar, start page">
        <svg viewBox="0 0 32 32" aria-hidden="true"><path d="M3 25a18 18 0 0 1 26 0" /><path class="ray" d="M7 17 27 7" /><circle cx="7" cy="17" r="2.6" /></svg>
        <span>howfar</span>
      </a>
      <nav aria-label="Pages">
        {LINKS.map(([to, words]) => (
          <a href={to} data-in aria-current={(to === "/" ? path.value === "/" : path.value.startsWith(to)) ? "page" : undefined}>{words}</a>
        ))}
      </nav>
      <button class="quiet" type="button" onClick={turn} aria-label={`Colours: ${theme}. Change`}><span aria-hidden="true">{SIGN[theme]}</span></button>
    </header>
  );
}
