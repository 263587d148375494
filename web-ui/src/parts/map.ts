// The map: MapLibre GL with our own shapes and names, a globe at world scale, no outside request.
import {
  type GeoJSONSource, type LngLatBoundsLike, LngLatBounds, Map as GlMap, Marker, NavigationControl, Popup, ScaleControl, setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?url";
import type { Coverage, PlaceAnswer } from "../api";
import { CONFIDENCE, height, number } from "../words";

setWorkerUrl(workerUrl);

export interface Scene {
  coverage: Coverage | null;
  origin: PlaceAnswer | null;
  target: PlaceAnswer | null;
  track: [number, number][];
  hold: GeoJSON.Geometry | null; // where it would have to stand
  stand: { name: string; lat: number; lon: number } | null; // in a region, the place that the verdict measures from
  chosenKm: number | null;
  altitudeKey: string | null; // the horizon layer drawn as a line
}

const EMPTY: GeoJSON.FeatureCollection = { type: "FeatureCollection", features: [] };
const DRAWN = ["bands", "hold", "places", "vague", "rings", "track", "stand", "ends"] as const;
const FONT = ["Inter Variable"];

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--map-${name}`).trim() || "#888888";
}

export class ClaimMap {
  readonly map: GlMap;
  private readonly popup = new Popup({ closeButton: false, closeOnClick: false, className: "ring-popup", maxWidth: "300px" });
  private origin: Marker | null = null;
  private target: Marker | null = null;
  private scene: Scene | null = null;
  private framed = "";
  private picture = "";
  private waiting = 0;
  private isGone = false;
  readonly ready: Promise<void>;

  constructor(box: HTMLElement, private readonly moved: (lat: number, lon: number, isDone: boolean) => void, private readonly drawn: (picture: string) => void) {
    this.map = new GlMap({
      container: box, style: style(), center: [25, 52], zoom: 3, attributionControl: false, renderWorldCopies: true,
      canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true }, maxZoom: 11, fadeDuration: still() ? 0 : 120,
      locale: { "Map.Title": "Map of the claim" },
    });
    this.map.addControl(new NavigationControl({ visualizePitch: false }), "top-right");
    this.map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-left");
    this.map.touchZoomRotate.disableRotation();
    this.ready = new Promise((done) => this.map.once("load", () => done()));
    this.map.on("idle", () => this.pictured());
    this.map.on("error", (event) => console.warn("map", event.error?.message));
    this.map.on("mousemove", "rings-hit", (event) => this.tell(event.features?.[0]?.properties, event.lngLat));
    this.map.on("mouseleave", "rings-hit", () => { this.popup.remove(); this.map.getCanvas().style.cursor = ""; });
  }

  /** A picture of the map at rest: printing gives the page another size, in which the map itself would be empty. */
  private pictured(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.map.getCanvas().toBlob((blob) => {
      if (!blob || this.isGone) return;
      if (this.picture) URL.revokeObjectURL(this.picture);
      this.picture = URL.createObjectURL(blob);
      this.drawn(this.picture);
    }), 500) as unknown as number;
  }

  private tell(about: Record<string, string> | undefined, at: { lng: number; lat: number }): void {
    if (!about) return;
    this.map.getCanvas().style.cursor = "help";
    const box = document.createElement("div");
    const head = document.createElement("b");
    head.textContent = about.head;
    box.append(head);
    for (const line of String(about.lines ?? "").split("\n").filter(Boolean)) {
      const row = document.createElement("span");
      row.textContent = line;
      box.append(row);
    }
    this.popup.setLngLat(at).setDOMContent(box).addTo(this.map);
  }

  repaint(): void {
    this.map.setStyle(style(), { diff: false });
    this.map.once("styledata", () => { if (this.scene) this.draw(this.scene, false); });
  }

  async draw(scene: Scene, isNewView = true): Promise<void> {
    this.scene = scene;
    await this.ready;
    const data = features(scene);
    for (const name of DRAWN) (this.map.getSource(name) as GeoJSONSource | undefined)?.setData(data[name]);
    this.pins(scene);
    const key = JSON.stringify([scene.origin?.place.name, scene.target?.place.name, scene.coverage?.site, (scene.coverage?.ranges ?? []).length]);
    if (isNewView && key !== this.framed) {
      this.framed = key;
      this.frame(data);
    }
  }

  private pins(scene: Scene): void {
    const { origin, target } = scene;
    if (!origin) this.origin = void this.origin?.remove() as unknown as null;
    else {
      if (!this.origin) {
        this.origin = new Marker({ element: pin("origin"), draggable: true, anchor: "bottom" }).setLngLat([origin.place.lon, origin.place.lat]).addTo(this.map);
        const say = (isDone: boolean) => { const { lat, lng } = this.origin!.getLngLat().wrap(); this.moved(lat, lng, isDone); };
        this.origin.on("drag", () => say(false));
        this.origin.on("dragend", () => say(true));
      }
      this.origin.getElement().setAttribute("aria-label", `Origin: ${origin.place.name}. Drag, or use the arrow keys, to move it`);
      this.origin.setLngLat([origin.place.lon, origin.place.lat]);
      this.origin.getElement().onkeydown = (event) => this.nudge(event);
    }
    if (!target || target.geometry) this.target = void this.target?.remove() as unknown as null;
    else {
      this.target ??= new Marker({ element: pin("target"), anchor: "center" }).setLngLat([target.place.lon, target.place.lat]).addTo(this.map);
      this.target.setLngLat([target.place.lon, target.place.lat]);
      this.target.getElement().setAttribute("aria-label", `Target: ${target.place.name}`);
    }
  }

  private nudge(event: KeyboardEvent): void {
    const step = { ArrowLeft: [-12, 0], ArrowRight: [12, 0], ArrowUp: [0, -12], ArrowDown: [0, 12] }[event.key];
    if (!step || !this.origin) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.map.project(this.origin.getLngLat());
    const { lat, lng } = this.map.unproject([at.x + step[0], at.y + step[1]]).wrap();
    this.origin.setLngLat([lng, lat]);
    this.moved(lat, lng, true);
  }

  private frame(data: Record<(typeof DRAWN)[number], GeoJSON.FeatureCollection>): void {
    const bounds = new LngLatBounds();
    for (const name of ["ends", "rings", "places", "track"] as const) {
      for (const feature of data[name].features) {
        if (name === "rings" && feature.properties?.far) continue;
        each(feature.geometry, (lon, lat) => bounds.extend([lon, Math.max(-80, Math.min(80, lat))]));
      }
    }
    if (bounds.isEmpty()) return;
    const wide = bounds.getEast() - bounds.getWest() > 200;
    if (wide && data.ends.features[0]) {
      const [lon, lat] = (data.ends.features[0].geometry as GeoJSON.Point).coordinates;
      this.map.easeTo({ center: [lon, lat], zoom: 1.1, duration: still() ? 0 : 500 });
    } else this.map.fitBounds(bounds as LngLatBoundsLike, { padding: 34, maxZoom: 8, duration: still() ? 0 : 500 });
  }

  remove(): void {
    this.isGone = true;
    clearTimeout(this.waiting);
    if (this.picture) URL.revokeObjectURL(this.picture);
    this.map.remove();
  }
}

function still(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function pin(kind: "origin" | "target"): HTMLElement {
  const button = document.createElement("button");
  button.type = "button";
  button.className = `pin pin-${kind}`;
  button.tabIndex = kind === "origin" ? 0 : -1;
  return button;
}

function each(geometry: GeoJSON.Geometry, take: (lon: number, lat: number) => void): void {
  if (geometry.type === "GeometryCollection") return geometry.geometries.forEach((one) => each(one, take));
  const walk = (value: unknown): void => {
    const list = value as unknown[];
    if (typeof list[0] === "number") take(list[0] as number, list[1] as number);
    else list.forEach(walk);
  };
  walk(geometry.coordinates);
}

function feature(geometry: GeoJSON.Geometry, properties: Record<string, unknown> = {}): GeoJSON.Feature {
  return { type: "Feature", geometry, properties };
}

function features(scene: Scene): Record<(typeof DRAWN)[number], GeoJSON.FeatureCollection> {
  const made = Object.fromEntries(DRAWN.map((name) => [name, { ...EMPTY, features: [] as GeoJSON.Feature[] }])) as Record<(typeof DRAWN)[number], GeoJSON.FeatureCollection>;
  const ranges = scene.coverage?.ranges ?? [];
  const layers = scene.coverage?.layers ?? [];
  layers.forEach((layer, order) => {
    if (!layer.outline) return;
    if (layer.altitude === scene.altitudeKey) {
      made.rings.features.push(feature(layer.outline as GeoJSON.Geometry, { kind: "horizon", label: `seen at ${height(layer.altitude_m ?? 0)}`, head: `Horizon for a target at ${height(layer.altitude_m ?? 0)}`, lines: `${number(layer.farthest_km ?? 0)} km over ${layer.earth === "terrain" ? "the terrain" : "a smooth Earth"}` }));
    } else made.bands.features.push(feature(layer.outline as GeoJSON.Geometry, { order, altitude: layer.altitude }));
  });
  const reach = Math.max(0, ...ranges.filter((range) => !range.is_outlier).map((range) => range.range_km));
  for (const range of ranges) {
    made.rings.features.push(feature(range.outline, {
      kind: range.verb, km: range.range_km, label: `${number(range.range_km)} km`, outlier: range.is_outlier, far: range.is_outlier || range.range_km > Math.max(reach, 1) * 1.01,
      chosen: scene.chosenKm === range.range_km,
      head: `${number(range.range_km)} km, ${range.verb}`,
      lines: [...(range.source_titles ?? range.sources).slice(0, 4), range.sources.length > 4 ? `and ${range.sources.length - 4} more` : "", `Confidence ${range.confidence}: ${CONFIDENCE[range.confidence] ?? ""}`].filter(Boolean).join("\n"),
    }));
  }
  if (scene.hold) made.hold.features.push(feature(scene.hold));
  if (scene.stand) made.stand.features.push(feature({ type: "Point", coordinates: [scene.stand.lon, scene.stand.lat] }));
  for (const [kind, place] of [["origin", scene.origin], ["target", scene.target]] as const) {
    if (!place) continue;
    if (place.geometry) made.places.features.push(feature(place.geometry as unknown as GeoJSON.Geometry, { kind }));
    else if ((place.place.vagueness_km ?? 0) > 0) made.vague.features.push(feature(circle(place.place.lon, place.place.lat, place.place.vagueness_km ?? 0), { kind }));
    made.ends.features.push(feature({ type: "Point", coordinates: [place.place.lon, place.place.lat] }, { kind, name: place.place.name }));
  }
  if (scene.track.length > 1) made.track.features.push(feature({ type: "MultiLineString", coordinates: cut(scene.track) }));
  return made;
}

/** A track cut where it crosses the antimeridian. */
function cut(track: [number, number][]): [number, number][][] {
  const parts: [number, number][][] = [[]];
  track.forEach((at, index) => {
    if (index && Math.abs(at[0] - track[index - 1][0]) > 180) parts.push([]);
    parts.at(-1)!.push(at);
  });
  return parts.filter((part) => part.length > 1);
}

/** A small drawn circle for the vagueness of a place; ranges come from the server and are geodesic on the ellipsoid. */
function circle(lon: number, lat: number, radiusKm: number): GeoJSON.Polygon {
  const points: [number, number][] = [];
  const [angle, phi] = [radiusKm / 6371, (lat * Math.PI) / 180];
  for (let step = 0; step <= 64; step++) {
    const turn = (step * Math.PI) / 32;
    const north = Math.asin(Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(turn));
    const east = Math.atan2(Math.sin(turn) * Math.sin(angle) * Math.cos(phi), Math.cos(angle) - Math.sin(phi) * Math.sin(north));
    points.push([lon + (east * 180) / Math.PI, (north * 180) / Math.PI]);
  }
  return { type: "Polygon", coordinates: [points] };
}

type Style = Exclude<ConstructorParameters<typeof GlMap>[0]["style"], string | undefined>;

function style(): Style {
  const here = location.origin;
  const empty = { type: "geojson" as const, data: EMPTY };
  return {
    version: 8,
    projection: { type: "globe" },
    sources: {
      countries: { type: "geojson", data: `${here}/api/map/countries.json`, tolerance: 0.4 },
      labels: { type: "geojson", data: `${here}/api/map/labels.json` },
      bands: empty, hold: empty, places: empty, vague: empty, rings: { ...empty, tolerance: 0 }, track: empty, stand: empty, ends: empty,
    },
    layers: [
      { id: "sea", type: "background", paint: { "background-color": colour("sea") } },
      { id: "land", type: "fill", source: "countries", paint: { "fill-color": colour("land"), "fill-antialias": true } },
      { id: "bands", type: "fill", source: "bands", paint: { "fill-color": colour("band"), "fill-opacity": 0.13 } },
      { id: "bands-edge", type: "line", source: "bands", paint: { "line-color": colour("band"), "line-opacity": 0.55, "line-width": 0.8 } },
      { id: "hold", type: "fill", source: "hold", paint: { "fill-color": colour("hold"), "fill-opacity": 0.28 } },
      { id: "hold-edge", type: "line", source: "hold", paint: { "line-color": colour("hold"), "line-width": 1.6, "line-dasharray": [2, 2] } },
      { id: "places", type: "fill", source: "places", paint: { "fill-color": ["match", ["get", "kind"], "origin", colour("origin"), colour("target")], "fill-opacity": 0.2 } },
      { id: "places-edge", type: "line", source: "places", paint: { "line-color": ["match", ["get", "kind"], "origin", colour("origin"), colour("target")], "line-width": 1.6 } },
      { id: "borders", type: "line", source: "countries", paint: { "line-color": colour("border"), "line-width": ["interpolate", ["linear"], ["zoom"], 1, 0.4, 6, 1.1] } },
      { id: "vague", type: "fill", source: "vague", paint: { "fill-color": ["match", ["get", "kind"], "origin", colour("origin"), colour("target")], "fill-opacity": 0.25 } },
      { id: "track", type: "line", source: "track", paint: { "line-color": colour("ink"), "line-width": 1.6, "line-dasharray": [3, 2] } },
      { id: "stand", type: "circle", source: "stand", paint: { "circle-radius": 5, "circle-color": colour("origin"), "circle-stroke-color": colour("halo"), "circle-stroke-width": 2 } },
      { id: "rings", type: "line", source: "rings", filter: ["!=", ["get", "kind"], "horizon"], paint: {
        "line-color": ["match", ["get", "kind"], "sees", colour("sees"), "engages", colour("engages"), colour("strikes")],
        "line-width": ["case", ["get", "chosen"], 3.4, 1.9], "line-opacity": ["case", ["get", "outlier"], 0.45, 1] } },
      { id: "horizon", type: "line", source: "rings", filter: ["==", ["get", "kind"], "horizon"], paint: { "line-color": colour("ink"), "line-width": 2.2, "line-dasharray": [1, 1.4] } },
      { id: "rings-hit", type: "line", source: "rings", paint: { "line-color": "#000", "line-opacity": 0.001, "line-width": 16 } },
      { id: "ring-names", type: "symbol", source: "rings", layout: { "symbol-placement": "line", "text-field": ["get", "label"], "text-font": FONT, "text-size": 12, "symbol-spacing": 260, "text-offset": [0, -0.7] },
        paint: { "text-color": colour("ink"), "text-halo-color": colour("halo"), "text-halo-width": 1.6 } },
      { id: "country-names", type: "symbol", source: "labels", filter: ["all", ["==", ["get", "kind"], "country"], ["<=", ["get", "rank"], ["+", 1, ["/", ["zoom"], 1.6]]]],
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": ["interpolate", ["linear"], ["zoom"], 2, 10, 6, 14], "text-transform": "uppercase", "text-letter-spacing": 0.12, "text-max-width": 7, "symbol-sort-key": ["get", "rank"] },
        paint: { "text-color": colour("name"), "text-halo-color": colour("halo"), "text-halo-width": 1.2 } },
      { id: "city-names", type: "symbol", source: "labels", minzoom: 3, filter: ["all", ["!=", ["get", "kind"], "country"], ["<=", ["get", "rank"], ["-", ["zoom"], 2]]],
        layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 11.5, "text-anchor": "left", "text-offset": [0.5, 0], "symbol-sort-key": ["get", "rank"], "icon-optional": true },
        paint: { "text-color": colour("city"), "text-halo-color": colour("halo"), "text-halo-width": 1.3 } },
      { id: "end-names", type: "symbol", source: "ends", layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 14, "text-anchor": "top", "text-offset": [0, 0.6], "text-allow-overlap": true },
        paint: { "text-color": colour("ink"), "text-halo-color": colour("halo"), "text-halo-width": 2 } },
    ],
  } as Style;
}
