/** plotly reads some tags in texts; names and values are only text. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A name beside a tick: long ones are cut, the whole is on hover. */
export const tickText = (text: string, most = 22): string => escapeMarkup(text.length > most ? `${text.slice(0, most - 1)}…` : text);
