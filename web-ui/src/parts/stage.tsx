// Map, sliders and profile of the selected claim.
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { type Assume, type Coverage, type HorizonLayer, type PlaceAnswer, type Sight, type Slots, type Verdict, get, isAbort } from "../api";
import { height, number } from "../words";
import { Legend } from "./legend";
import type { ClaimMap } from "./map";
import { Profile } from "./profile";

export interface Asked { slots: Slots; assume: Assume; verdict: Verdict; near: string[] }
interface Props extends Asked { change: (slots: Partial<Slots>, assume: Partial<Assume>, wait?: number) => void }
interface Found { coverage: Coverage | null; origin: PlaceAnswer | null; target: PlaceAnswer | null; sight: Sight | null }

const NONE: Found = { coverage: null, origin: null, target: null, sight: null };
const BANDS = ["100m", "1km", "5km", "10km", "30km"];

export function Stage(props: Props) {
  const { slots, assume, verdict, change } = props;
  const box = useRef<HTMLDivElement>(null);
  const map = useRef<ClaimMap | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [picture, setPicture] = useState<string | null>(null); // the map as it stands, for print
  const found = useFound(props);
  const altitude = assume.target_altitude_m ?? (slots.altitude_km ? slots.altitude_km * 1000 : null);
  const moved = useRef<(lat: number, lon: number, isDone: boolean) => void>(() => {});
  moved.current = (lat, lon, isDone) => change({ origin: `${lat.toFixed(3)}, ${lon.toFixed(3)}` }, {}, isDone ? 0 : 90);

  useEffect(() => {
    let isGone = false;
    void import("./map").then(({ ClaimMap }) => {
      if (isGone || !box.current) return;
      try {
        map.current = new ClaimMap(box.current, (lat, lon, isDone) => moved.current(lat, lon, isDone), setPicture);
        void map.current.ready.then(() => box.current?.setAttribute("data-ready", "yes"));
        window.dispatchEvent(new Event("howfar-map"));
      } catch {
        setTrouble("This browser cannot draw the map (WebGL is off). The rings are listed below, and the report has a drawn map.");
      }
    });
    const repaint = () => map.current?.repaint();
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", repaint);
    window.addEventListener("howfar-theme", repaint);
    return () => {
      isGone = true;
      dark.removeEventListener("change", repaint);
      window.removeEventListener("howfar-theme", repaint);
      map.current?.remove();
      map.current = null;
    };
  }, []);

  useEffect(() => {
    const draw = () => void map.current?.draw({
      coverage: found.coverage, origin: found.origin, target: found.target, track: (found.sight?.profile.track ?? []) as [number, number][],
      hold: holdRegion(verdict), stand: found.origin?.geometry ? (found.coverage?.stands?.[0] ?? found.sight?.ends[0] ?? null) : null, chosenKm: assume.figure_km ?? null, altitudeKey: keyOf(found.coverage, altitude),
    });
    draw();
    window.addEventListener("howfar-map", draw);
    return () => window.removeEventListener("howfar-map", draw);
  }, [found, verdict, assume.figure_km, altitude]);

  return (
    <div class="stage">
      <div class="map" ref={box} role="region" aria-label="Map of the claim" />
      {picture && <img class="print-map" src={picture} alt="Map of the claim" />}
      {trouble && <p class="trouble">{trouble}</p>}
      <Legend coverage={found.coverage} hold={holdRegion(verdict) !== null} altitude={keyOf(found.coverage, altitude)} isRegion={Boolean(found.origin?.geometry)} chosen={assume.figure_km ?? null} choose={(value) => change({}, { figure_km: value })} />
      <Sliders {...props} altitude={altitude} />
      {found.sight && seen(slots.verb_kind) && (found.coverage?.layers.length ?? 0) > 0 && <Profile sight={found.sight} from={found.sight.ends[0].name} to={found.sight.ends[1].name} />}
      <details class="trap">
        <summary>Why the rings are not circles on a flat map</summary>
        <p>A flat map stretches with latitude, so a ring of one true distance bulges towards the pole. A circle drawn with compasses on such a map is wrong by tens of per cent at these ranges. Every ring here is geodesic: each point lies at the same distance over the WGS84 ellipsoid. Zoom out to see the same rings on the globe.</p>
      </details>
    </div>
  );
}

function seen(verb: string): boolean {
  return verb === "sees" || verb === "engages" || verb === "covers";
}

function holdRegion(verdict: Verdict): GeoJSON.Geometry | null {
  const region = verdict.would_hold_if.find((condition) => condition.region)?.region;
  return (region as unknown as GeoJSON.Geometry) ?? null;
}

function keyOf(coverage: Coverage | null, altitude: number | null): string | null {
  if (altitude === null || !coverage) return null;
  const near = (layer: HorizonLayer) => Math.abs((layer.altitude_m ?? -1) - altitude) < 0.5;
  return coverage.layers.find(near)?.altitude ?? null;
}

function useFound({ slots, assume, verdict, near }: Asked): Found {
  const [found, setFound] = useState<Found>(NONE);
  const altitude = assume.target_altitude_m ?? (slots.altitude_km ? slots.altitude_km * 1000 : null);
  const origin = verdict.origin ? (verdict.claim.origin ?? verdict.origin.name) : null;
  const target = verdict.target ? verdict.claim.target : null;
  const system = verdict.catalogue_id === undefined ? verdict.claim.system_id : verdict.catalogue_id;
  const whole = slots.target_is_whole_region ?? false;
  const key = JSON.stringify([slots.verb_kind, system, origin, target, whole, assume.antenna_m, assume.k_factor, altitude, near]);
  useEffect(() => {
    const control = new AbortController();
    const quiet = <T,>(asked: Promise<T>) => asked.catch((error) => { if (isAbort(error)) throw error; return null; });
    const heights = altitude === null ? BANDS : [...BANDS, `${Math.round(altitude)}m`];
    const common = { antenna: assume.antenna_m == null ? null : `${assume.antenna_m}m`, k: assume.k_factor, near };
    const cover = (named: string | null) => get<Coverage>("/api/cover", { at: origin, system: named, altitude: heights, verb: slots.verb_kind === "covers" ? null : slots.verb_kind, towards: target, whole, ...common }, control.signal);
    const timer = setTimeout(() => {
      const sight = () => get<Sight>("/api/sight", { from: origin, to: target, whole, system, target_height: altitude === null ? null : `${Math.round(altitude)}m`, ...common }, control.signal);
      const show = (part: Partial<Found>) => { if (!control.signal.aborted) setFound((was) => ({ ...was, ...part })); };
      const ask = <T,>(asked: Promise<T> | null, name: keyof Found) => void Promise.resolve(asked).then((made) => show({ [name]: made })).catch(() => {});
      ask(origin ? quiet(get<PlaceAnswer>("/api/place", { q: origin, near }, control.signal)) : null, "origin");
      ask(target ? quiet(get<PlaceAnswer>("/api/place", { q: target, near }, control.signal)) : null, "target");
      ask(origin && target ? quiet(sight()).then((made) => made ?? null) : null, "sight");
      ask(origin ? quiet(cover(system)).then((made) => made ?? (system ? quiet(cover(null)) : null)) : null, "coverage");
    }, 40);
    return () => { clearTimeout(timer); control.abort(); };
  }, [key]);
  return found;
}

function Sliders({ slots, assume, verdict, change, altitude }: Props & { altitude: number | null }) {
  const values = useMemo(() => {
    const all = (verdict.figures ?? []).filter((figure) => figure.value !== null && /range_km$/.test(figure.quantity) && figure.quantity !== "min_range_km").map((figure) => figure.value as number);
    return [...new Set([...all, ...(assume.figure_km ? [assume.figure_km] : [])])].sort((a, b) => a - b);
  }, [verdict]);
  const known = useRef<number[]>([]);
  if (!assume.figure_km || values.length > known.current.length) known.current = values;
  const steps = known.current;
  return (
    <div class="sliders" role="group" aria-label="Assumptions of this claim">
      {seen(slots.verb_kind) && <Slider name="Target altitude" unset="not said" value={altitude} shown={height} min={1} max={5} step={0.02} from={(log) => Math.round(10 ** log)} to={(value) => Math.log10(Math.max(10, value))} put={(value) => change({}, { target_altitude_m: value })} />}
      {seen(slots.verb_kind) && <Slider name="Antenna height" unset="swept 5–40 m" value={assume.antenna_m ?? null} shown={height} min={0} max={4.1} step={0.02} from={(log) => Math.round(10 ** log)} to={(value) => Math.log10(Math.max(1, value))} put={(value) => change({}, { antenna_m: value })} />}
      {seen(slots.verb_kind) && <Slider name="Refraction k" unset="swept 1.2–1.6" value={assume.k_factor ?? null} shown={(value) => value.toFixed(2)} min={0.8} max={2} step={0.01} from={(value) => Math.round(value * 100) / 100} to={(value) => value} start={1.33} put={(value) => change({}, { k_factor: value })} />}
      {steps.length > 1 && <Slider name="Figure used" unset={`all, ${number(steps[0])}–${number(steps.at(-1)!)} km`} value={assume.figure_km ?? null} shown={(value) => `${number(value)} km`} min={0} max={Math.max(steps.length - 1, 0)} step={1} from={(at) => steps[Math.round(at)] ?? steps[0]} to={(value) => Math.max(0, steps.indexOf(value))} put={(value) => change({}, { figure_km: value })} />}
    </div>
  );
}

interface SliderProps { name: string; unset: string; value: number | null; shown: (value: number) => string; min: number; max: number; step: number; start?: number; from: (at: number) => number; to: (value: number) => number; put: (value: number | null) => void }

function Slider({ name, unset, value, shown, min, max, step, start, from, to, put }: SliderProps) {
  const at = value === null ? (start ?? (min + max) / 2) : to(value);
  const words = value === null ? unset : shown(value);
  const id = `slider-${name.replaceAll(" ", "-").toLowerCase()}`;
  return (
    <div class={`slider ${value === null ? "unset" : ""}`}>
      <label for={id}>{name}</label>
      <output for={id}>{words}</output>
      <input id={id} type="range" min={min} max={max} step={step} value={at} aria-valuetext={words} onInput={(event) => put(from(Number(event.currentTarget.value)))} />
      {value !== null && <button type="button" class="reset" onClick={() => put(null)} aria-label={`${name}: back to ${unset}`}>×</button>}
    </div>
  );
}
