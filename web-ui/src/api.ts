// The JSON of the server, with types made from its OpenAPI document.
import type { components } from "./api-types";

type Schemas = components["schemas"];
export type Verdict = Schemas["VerdictView"] & { catalogue_id?: string | null; system_name?: string | null };
export type Claim = Schemas["ClaimView"];
export type CheckAnswer = Schemas["CheckAnswer"];
export type DocumentAnswer = Schemas["DocumentAnswer"];
export type Coverage = Omit<Schemas["CoverageResult"], "layers"> & { ranges?: RangeLayer[]; layers: HorizonLayer[]; sites?: Site[]; stands?: Stand[] };
export type Sight = Schemas["SightAnswer"];
export type PlaceAnswer = Schemas["PlaceAnswer"];
export type SystemRow = Schemas["SystemRow"];
export type RangeRow = Schemas["RangeRow"];
export type Assume = Partial<Schemas["Assume"]>;
export type Slots = Partial<Schemas["Slots"]> & { verb_kind: Claim["verb_kind"] };
export type Label = Verdict["label"];
export interface Site { name: string; lat: number; lon: number; vagueness_km: number | null }
export interface Stand { name: string; lat: number; lon: number }
export interface RangeLayer {
  verb: string; range_km: number; as_written: string[]; confidence: string; is_outlier: boolean;
  sources: string[]; source_titles?: string[]; area_km2: number; outline: GeoJSON.Geometry;
}
export interface HorizonLayer {
  altitude: string; altitude_m?: number; datum: string; area_km2: number | null; farthest_km: number | null;
  farthest_low_km?: number; farthest_high_km?: number; outline: GeoJSON.Geometry | null;
  earth?: "smooth" | "terrain"; cut_at_km?: number | null;
}
export interface Figure {
  quantity: string; value: number | null; value_min: number | null; unit: string; as_written: string; kind: string;
  confidence: string; source_id: string; variant: string | null; conditions: string | null; is_lower_bound: boolean;
  is_outlier: boolean; note: string | null; against: string | null;
}
export interface SystemFull {
  asked_variant: string | null;
  system: {
    id: string; name: string; system_class: string; verbs: string[]; line_of_sight: string; aliases: string[];
    description: string; figures: Figure[]; operators: string[]; range_includes_carrier: boolean;
  };
  sources: { id: string; title: string; publisher: string; date: string | null; url: string | null }[];
}

export class Problem extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

type Params = Record<string, string | number | boolean | null | undefined | (string | number)[]>;

export async function get<T>(path: string, params: Params = {}, signal?: AbortSignal): Promise<T> {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(params)) {
    if (value === null || value === undefined || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(key, String(one));
  }
  const text = query.toString();
  return answer<T>(await asked(text ? `${path}?${text}` : path, { signal }));
}

export async function post<T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> {
  return answer<T>(await asked(path, sent(body, signal)));
}

export async function postForFile(path: string, body: unknown): Promise<Blob> {
  const response = await asked(path, sent(body));
  if (!response.ok) await answer(response);
  return response.blob();
}

export async function upload(file: File): Promise<DocumentAnswer> {
  const headers = { "Content-Type": "application/octet-stream" };
  const path = `/api/document?name=${encodeURIComponent(file.name.slice(-255))}`;
  return answer<DocumentAnswer>(await asked(path, { method: "POST", body: file, headers }));
}

function sent(body: unknown, signal?: AbortSignal): RequestInit {
  return { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" }, signal };
}

async function asked(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem("The howfar server does not answer. Is it still running?", 0);
  }
}

async function answer<T>(response: Response): Promise<T> {
  const body = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  throw new Problem(body?.error?.message ?? `The server answered with status ${response.status}.`, response.status);
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}
