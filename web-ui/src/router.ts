// Addresses without reloading; every page is also served by the server under its own address.
import { signal } from "@preact/signals";

export const path = signal(location.pathname);
export const query = signal(location.search);

export function go(to: string): void {
  if (to !== location.pathname + location.search + location.hash) history.pushState(null, "", to);
  arrived();
  window.scrollTo(0, 0);
  document.getElementById("main")?.focus({ preventScroll: true });
}

export function arrived(): void {
  path.value = location.pathname;
  query.value = location.search;
}

export function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest?.("a[data-in]") as HTMLAnchorElement | null;
  if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  go(link.getAttribute("href") ?? "/");
}
