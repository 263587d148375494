// Sentences of our own, each with another outcome.
export const EXAMPLES = [
  { name: "A radar that sees two countries away", text: "The general told reporters that an S-400 battery near Minsk will see all the way to Berlin. “From there the S-400 can also watch Kyiv,” he said." },
  { name: "A missile for a whole country", text: "With Iskander missiles deployed in Belarus, the commentator wrote, the army can strike the entire territory of Poland." },
  { name: "A figure and a place", text: "Officials said the Patriot can engage aircraft at a distance of up to 160 kilometres, and that a battery in Warsaw would protect Lviv." },
  { name: "A radar in the air", text: "From an altitude of 10 kilometres, the A-50 can detect targets at up to 650 kilometres, the ministry said, and a Tomahawk fired at Kharkiv could reach Moscow." },
  { name: "In Russian", text: "Министр заявил, что комплекс С-400 под Минском может обнаруживать цели на дальности до 600 километров." },
];
