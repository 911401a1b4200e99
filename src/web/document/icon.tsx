/** Line icons on a grid of 24. */
const paths = {
  overview: "M4 11.5 12 5l8 6.5M6.5 10v9h11v-9M10 19v-5h4v5",
  numbers: "M5 19.5v-6M12 19.5v-15M19 19.5v-9",
  incidents: "M12 4.5 21 19.5H3zM12 10v4.5M12 17v.2",
  channels: "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 20.5h4",
  settings: "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.8v4.4M9 14.8v4.4",
} as const;

export type IconName = keyof typeof paths;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true">
    <path d={paths[name]} />
  </svg>
);

/** The mark: a fire lookout, its roof, its watch and the tower's legs. */
export const Mark = () => (
  <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
    <path class="roof" d="M12 1.8 20 7.4H4z" />
    <path
      class="tower"
      d="M7 7.6v5h10v-5M4.8 12.8h14.4M8.4 13 6 22M15.6 13 18 22M7.6 16.6l8.1 3.6M16.4 16.6l-8.1 3.6"
    />
    <circle class="fire" cx="12" cy="10" r="1.5" />
  </svg>
);
