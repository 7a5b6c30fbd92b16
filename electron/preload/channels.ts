/** The two messages between preload and shell: a page asks for its port, and gets it. */
export const CONNECT_CHANNEL = 'millwright:connect';
export const PORT_CHANNEL = 'millwright:port';
