/** The one message by which the preload script hands the window its port. */
export const PORT_MESSAGE = 'millwright-port';
/** The one message by which the window asks for another port, after the engine behind the first one ended. */
export const PORT_WANTED = 'millwright-port-wanted';
