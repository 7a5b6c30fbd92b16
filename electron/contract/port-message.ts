/** The one message by which the preload script hands the window its port. */
export const PORT_MESSAGE = 'millwright-port';
