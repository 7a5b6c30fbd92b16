/** Outlines on a grid of 16. */
export const OUTLINES = {
  data: 'M2.5 3.5h11v9h-11zM2.5 6.5h11M2.5 9.5h11M6.5 6.5v6',
  explore: 'M7 2.5a4.5 4.5 0 100 9 4.5 4.5 0 000-9zM10.3 10.3l3.2 3.2',
  build: 'M5.5 2.5h5v3h-5zM2.5 10.5h4v3h-4zM9.5 10.5h4v3h-4zM8 5.5V8M4.5 10.5V8h7v2.5',
  ready: 'M8 4.5a3.5 3.5 0 100 7 3.5 3.5 0 000-7z',
  train: 'M2.5 13.5V2.5M2.5 13.5h11M4.5 11c2.5 0 3-6 8.5-6.5',
  open: 'M2 12.5v-9h4l1.5 2H14v7z',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M8 12.5v-9M4.5 7L8 3.5 11.5 7',
  down: 'M8 3.5v9M4.5 9L8 12.5 11.5 9',
  good: 'M3.5 8.5l3 3 6-7',
  warn: 'M8 2.5l6 11H2zM8 6.5v3.5M8 11.6v.4',
  bad: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 5v3.6M8 10.6v.4',
  info: 'M8 2a6 6 0 100 12A6 6 0 008 2zM8 7.4V11M8 5v.4',
  light: 'M8 5.2a2.8 2.8 0 100 5.6 2.8 2.8 0 000-5.6zM8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M3.4 12.6l.9-.9M11.7 4.3l.9-.9',
  predict: 'M2.5 8h7M7 5l3 3-3 3M12.5 3v10',
  export: 'M8 2.5v7M5 6.5l3 3 3-3M2.5 10.5v3h11v-3',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  right: 'M6 4l4 4-4 4',
  sample: 'M3.5 13.5v-3M6.5 13.5v-7M9.5 13.5v-5M12.5 13.5v-10',
} as const;
export type IconName = keyof typeof OUTLINES;
