/** Svelte 5 with its own TypeScript support; nothing else. */
export default {
  compilerOptions: { runes: true },
};
