/** plotly reads some tags in texts; names and values are only text. */
export function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A name beside a tick: long ones are cut, the whole is on hover. */
export const tickText = (text: string, most = 22): string => escapeMarkup(text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** A title beside an axis, where a line has so much room: in two lines if it must, the second cut. */
export function axisTitle(text: string, most = 22): string {
  const fit = text.slice(0, most + 1).lastIndexOf(' ');
  return text.length <= most || fit <= 0 ? tickText(text, most) : `${escapeMarkup(text.slice(0, fit))}<br>${tickText(text.slice(fit + 1), most)}`;
}
