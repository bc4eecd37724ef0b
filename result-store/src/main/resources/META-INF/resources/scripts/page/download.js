// Downloads: plain links, or, where a token must be sent along, fetched with it and then saved.
import { element } from './element.js';
import { bytes } from './number.js';
import { addressOf, ask } from '../service/client.js';
import { Problem } from '../service/problem.js';
import { hasToken } from '../service/token.js';

/** A link that downloads. */
export function downloadLink(path, fileName, text, title) {
  if (!hasToken()) return element('a', { class: 'button', href: addressOf(path), download: fileName, title }, text);
  const button = element(
    'button',
    { type: 'button', title, onclick: () => fetchFile(button, path, fileName, text) },
    text,
  );
  return button;
}

/** A link to something that this page made itself. */
export function savedText(text, fileName, mediaType, label) {
  return element(
    'button',
    { type: 'button', onclick: () => save(new Blob([text], { type: mediaType }), fileName) },
    label,
  );
}

async function fetchFile(button, path, fileName, text) {
  button.disabled = true;
  try {
    // Straight to the disk where the browser can: results of a million jobs do not fit into memory.
    const file = await window.showSaveFilePicker?.({ suggestedName: fileName });
    const answer = await ask(path);
    let received = 0;
    const counting = new TransformStream({
      transform(chunk, controller) {
        received += chunk.byteLength;
        button.textContent = `${text}: ${bytes(received)}`;
        controller.enqueue(chunk);
      },
    });
    const stream = answer.body.pipeThrough(counting);
    if (file) await stream.pipeTo(await file.createWritable());
    else save(await new Response(stream).blob(), fileName);
    button.textContent = text;
  } catch (failure) {
    button.textContent = failure.name === 'AbortError' ? text : `${text}: ${Problem.from(failure).title}`;
  }
  button.disabled = false;
}

/** Saves bytes that this page has. */
export function save(blob, fileName) {
  const href = URL.createObjectURL(blob);
  element('a', { href, download: fileName }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
