import { ipcRenderer } from 'electron';
import { PORT_MESSAGE } from '../contract/port-message.ts';
import { CONNECT_CHANNEL, PORT_CHANNEL } from './channels.ts';

/** Hands the page one port, when its scripts are there to take it, and nothing else. */
ipcRenderer.once(PORT_CHANNEL, (event) => window.postMessage(PORT_MESSAGE, window.origin, event.ports));
window.addEventListener('load', () => ipcRenderer.send(CONNECT_CHANNEL), { once: true });
