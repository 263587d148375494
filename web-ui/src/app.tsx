import { useEffect } from "preact/hooks";
import { AskPage } from "./pages/ask";
import { CheckPage } from "./pages/check";
import { MethodPage } from "./pages/method";
import { MissingPage } from "./pages/missing";
import { SystemPage } from "./pages/system";
import { SystemsPage } from "./pages/systems";
import { Header } from "./parts/header";
import { arrived, follow, path } from "./router";

const TITLES: Record<string, string> = {
  "/": "howfar: how far can it really see, or reach?", "/ask": "Ask one thing · howfar", "/systems": "Systems · howfar",
  "/method": "Method · howfar",
};

function page() {
  const at = path.value;
  if (at === "/") return <CheckPage />;
  if (at === "/ask") return <AskPage />;
  if (at === "/systems") return <SystemsPage />;
  if (at.startsWith("/systems/")) return <SystemPage name={decodeURIComponent(at.slice("/systems/".length))} />;
  if (at === "/method") return <MethodPage />;
  return <MissingPage />;
}

export function App() {
  useEffect(() => {
    window.addEventListener("popstate", arrived);
    document.addEventListener("click", follow);
    return () => {
      window.removeEventListener("popstate", arrived);
      document.removeEventListener("click", follow);
    };
  }, []);
  useEffect(() => {
    document.title = TITLES[path.value] ?? "howfar";
  }, [path.value]);
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>Skip to content</a>
      <Header />
      <main id="main" tabIndex={-1}>{page()}</main>
      <footer class="foot">
        <p>A verdict speaks of physics only: whether words agree with published figures, geometry and refraction. It says nothing about truth, intent or character.</p>
        <p>Shapes: Natural Earth (public domain; borders as held on the ground). Places: GeoNames (CC BY 4.0). Nothing you paste is stored. <a href="/licenses.txt">Licences</a></p>
      </footer>
    </>
  );
}
