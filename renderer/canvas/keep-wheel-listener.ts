/**
 * Keeps one wheel listener on an element for good, which calls the one that was added last. xyflow takes its own away and
 * adds it anew at every step of a pan; a browser then draws all that lies in the element again, since it has to know where
 * a wheel is listened to.
 */
export function keepWheelListener(element: EventTarget): void {
  const add = element.addEventListener.bind(element);
  const remove = element.removeEventListener.bind(element);
  let current: EventListenerOrEventListenerObject | null = null;
  let kept = false;
  const call = (event: Event): void => {
    if (typeof current === 'function') current.call(element, event);
    else current?.handleEvent(event);
  };
  element.addEventListener = (type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | AddEventListenerOptions): void => {
    if (type !== 'wheel') return add(type, listener as EventListenerOrEventListenerObject, options);
    if (!kept) add(type, call, { passive: false });
    kept = true;
    current = listener;
  };
  element.removeEventListener = (type: string, listener: EventListenerOrEventListenerObject | null, options?: boolean | EventListenerOptions): void => {
    if (type === 'wheel' && listener === current) current = null;
    else remove(type, listener as EventListenerOrEventListenerObject, options);
  };
}
