import { ipcRenderer } from 'electron';
import { PORT_MESSAGE, PORT_WANTED } from '../contract/port-message.ts';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';

/** Hands the page one port, when its scripts are there to take it and each time that it asks for another, and nothing else. */
ipcRenderer.on(PORT_CHANNEL, (event) => window.postMessage(PORT_MESSAGE, window.origin, event.ports));
window.addEventListener('load', () => ipcRenderer.send(CONNECT_CHANNEL), { once: true });
window.addEventListener('message', (event) => {
  if (event.source === window && event.data === PORT_WANTED) ipcRenderer.send(CONNECT_CHANNEL);
});
