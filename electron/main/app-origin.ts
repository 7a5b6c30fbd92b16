export const APP_SCHEME = 'millwright';
export const APP_ORIGIN = `${APP_SCHEME}://app`;

/** Whether a page at this address is the window. `URL.origin` is "null" for schemes of one's own, so scheme and host are read. */
export function isWindowAddress(address: string): boolean {
  try {
    const { protocol, host } = new URL(address);
    return protocol === `${APP_SCHEME}:` && host === 'app';
  } catch {
    return false;
  }
}

/** Whether a message came from the main frame of the window's own page. */
export function isOwnFrame(sender: { readonly url: string } | null, mainFrame: { readonly url: string }): boolean {
  return sender !== null && sender === mainFrame && isWindowAddress(sender.url);
}

/** Whether a request may leave the page: the window's own files, and data that it made itself. Everything else is the network. */
export function isAllowedRequest(address: string): boolean {
  return isWindowAddress(address) || address.startsWith(`blob:${APP_ORIGIN}/`) || /^data:/i.test(address);
}
