/** The first of some texts, and how many more there are. */
export function firstFew(texts: readonly string[], most: number, separator = ', '): string {
  return texts.slice(0, most).join(separator) + (texts.length > most ? ` and ${texts.length - most} more` : '');
}
