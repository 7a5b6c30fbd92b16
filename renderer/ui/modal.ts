import type { Attachment } from 'svelte/attachments';

/**
 * Shows a dialog above everything else, and calls `close` once when it is closed. With Escape and where its closing is
 * requested that happens at once: the close event of a dialog comes late enough for a key that opens the next one to be
 * lost.
 */
export function modal(close: () => void): Attachment<HTMLDialogElement> {
  return (element) => {
    let isClosed = false;
    const shut = (): void => {
      if (isClosed) return;
      isClosed = true;
      element.close();
      close();
    };
    const press = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      shut();
    };
    element.addEventListener('close', shut);
    element.addEventListener('cancel', (event) => {
      if (event.target !== element) return;
      event.preventDefault();
      shut();
    });
    element.addEventListener('keydown', press);
    element.showModal();
    return () => {
      isClosed = true;
    };
  };
}
