// How numbers and labels are put for people; the same signs as in the reports.
import type { Label } from "./api";

export const MARK: Record<Label, string> = {
  consistent: "✓", inconsistent: "✗", "consistent only if": "◐", "not checkable": "?",
};
export const TONE: Record<Label, string> = {
  consistent: "holds", inconsistent: "fails", "consistent only if": "depends", "not checkable": "unknown",
};
export const LABELS: Label[] = ["inconsistent", "consistent only if", "consistent", "not checkable"];
export const VERB: Record<string, string> = { sees: "sees", engages: "engages", strikes: "strikes", covers: "covers" };
export const QUANTITY: Record<string, string> = {
  surveillance_range_km: "Detection range", instrumented_range_km: "Instrumented range",
  engagement_range_km: "Engagement range", missile_range_km: "Missile range", min_range_km: "Least range",
  engagement_max_altitude_km: "Highest engagement", engagement_min_altitude_m: "Lowest engagement",
  detection_max_altitude_km: "Highest detection", max_target_speed_m_s: "Fastest target",
  average_speed_m_s: "Average speed", antenna_height_m: "Antenna height", site_elevation_m: "Site elevation",
  simultaneous_targets: "Targets at once", in_service_year: "In service", frequency_band: "Frequency band",
  rcs_reference_m2: "Reference target size",
};
export const CONFIDENCE: Record<string, string> = {
  A: "primary source", B: "good source", C: "single or dated source", D: "outlier, never decides",
};

export function number(value: number): string {
  const size = Math.abs(value);
  const digits = size >= 100 || Math.abs(value - Math.round(value)) < 0.005 ? 0 : size >= 10 ? 1 : 2;
  return value.toLocaleString("en-GB", { maximumFractionDigits: digits }).replace("-", "−");
}

export function km(value: number | null | undefined): string {
  return value === null || value === undefined ? "" : `${number(value)} km`;
}

export function height(metres: number): string {
  return Math.abs(metres) >= 1000 ? `${number(metres / 1000)} km` : `${number(Math.round(metres))} m`;
}

export function span(low: number | null, high: number | null, unit = "km"): string {
  if (low === null && high === null) return "";
  const [a, b] = [number((low ?? high) as number), number((high ?? low) as number)];
  return a === b ? `${a} ${unit}` : `${a} to ${b} ${unit}`;
}

export function classWords(name: string): string {
  return name.replaceAll("-", " ");
}

/** An address for paper: readable where it was encoded, and no longer than a line or two. */
export function addressWords(link: string): string {
  let words = link;
  try {
    words = decodeURI(link);
  } catch {
    // not encoded as it should be: shown as it is
  }
  return words.length > 110 ? `${words.slice(0, 109)}…` : words;
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// Only http and https addresses become links: a figure's source may be a user's own file.
export function safeLink(url: string | null | undefined): string | null {
  const first = (url ?? "").split(" ; ")[0].trim();
  return /^https?:\/\//i.test(first) ? first : null;
}
