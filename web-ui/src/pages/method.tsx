import { LABELS, MARK, TONE } from "../words";

const MEANING = {
  consistent: "The claim agrees with every published figure and with geometry, whatever the assumptions within their spread.",
  inconsistent: "It disagrees with all of them.",
  "consistent only if": "It depends on a named condition: a target altitude above a number, the highest of the figures, the nearest launch place in a region. The number is given.",
  "not checkable": "Something needed is not known, or is not a matter of physics. The card says what.",
};

export function MethodPage() {
  return (
    <div class="prose">
      <h1>How it is worked out</h1>
      <p class="lead">Public figures, geometry and textbook physics. No model guesses, the same answer twice, and every number can be redone by hand.</p>
      <h2>From words to a verdict</h2>
      <ol>
        <li><b>Reading.</b> A grammar finds each claim: who says that which system sees, engages, strikes or covers how far, from where, up to where. Every slot can be changed in its card.</li>
        <li><b>Places.</b> Names become points or regions with an honest radius of vagueness. “Near Minsk” is not a point; a country is its whole outline, with a nearest and a farthest distance.</li>
        <li><b>Figures.</b> The system’s published ranges, each with its source and a confidence from A to D. Sources that disagree stay apart. A figure of confidence D is shown and never decides.</li>
        <li><b>Rules.</b> Range, horizon, altitude, share of a region, time of flight, and the arithmetic inside the text. Each gives a finding with its formula and its inputs.</li>
        <li><b>The sweep.</b> What is not known is varied over its usual spread: refraction k from 1.2 to 1.6, antenna height from 5 to 40 m, figures that disagree, places that are vague. The label says whether the verdict survives.</li>
      </ol>
      <h2>What the labels mean</h2>
      <dl class="labels">{LABELS.map((label) => <div><dt class={`badge ${TONE[label]}`}><span aria-hidden="true">{MARK[label]}</span> {label}</dt><dd>{MEANING[label]}</dd></div>)}</dl>
      <h2>Why a radar cannot see that far</h2>
      <p>Radio waves travel nearly straight, and the Earth falls away below them. Air bends them down a little: the usual allowance is to pretend that the Earth is 4/3 as large (k = 1.33). From a mast of 25 m the sea-level horizon is about 21 km away. To be seen farther off, a target must fly higher, and the height grows with the square of the distance. For targets above 10 km or paths beyond 400 km the ray is traced through an exponential atmosphere (ITU-R P.453), because a constant k is wrong there.</p>
      <h2>Rings on a map</h2>
      <p>Every ring is geodesic: each of its points lies at the same distance over the WGS84 ellipsoid. On a flat map such a ring is not a circle, and a circle drawn with compasses on the map is not a range. Zoom out to see the rings on the globe.</p>
      <h2>What it does not do</h2>
      <p>A verdict speaks of physics, never of truth, intent or character. There is no guidance, fire control, trajectory design, kill probability, effects, jamming, live positions or search for gaps here, and there will not be.</p>
      <h2>For programs</h2>
      <p>Everything on this page is JSON under <a href="/api/openapi.json">/api</a>, the same as the command line prints. The page keeps nothing: its whole state is in the address after #, which your browser does not send.</p>
    </div>
  );
}
