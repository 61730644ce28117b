/** The few signs of the console, drawn and not written: fonts differ in what they have. */

const paths = {
  ring: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11Z",
  target: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z",
  clock: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM8 5v3.2L10.2 10",
  hand: "M8 2.2 14.2 13H1.8ZM8 6.2v3.2M8 11.2v.4",
  play: "M5 3.2v9.6L12.8 8Z",
  pause: "M5.5 3.5v9M10.5 3.5v9",
  check: "M3 8.6 6.4 12 13 4.6",
  cross: "M4 4l8 8M12 4l-8 8",
  mark: "M8 3v6.2M8 12v.6",
  stop: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11ZM4.2 4.2l7.6 7.6",
  copy: "M5.5 5.5v-2h7v7h-2M3.5 5.5h7v7h-7Z",
  more: "M8 3.4v.2M8 7.9v.2M8 12.4v.2",
  again: "M12.8 6.2A5.2 5.2 0 1 0 13 9.4M13 3v3.4H9.6",
  first: "M4 3.5v9M12 3.5 6.5 8l5.5 4.5",
  question: "M5.8 6a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.6M8 12v.4",
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg className="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
