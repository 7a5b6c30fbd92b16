import { PROJECT_VERSION } from '../../contract/project-document.ts';

type Document = Readonly<Record<string, unknown>>;

/** What brings a document of a version to the next one; the version itself is set for it. */
const STEPS: Readonly<Record<number, (document: Document) => Document>> = {
  /** No node of it is bypassed. */
  1: (document) => document,
};

/** A document of an older version in the form of this one. One of an unknown version stays as it is: the schema says what is wrong. */
export function migrated(document: Document): Document {
  let now = document;
  for (let version = now['version']; typeof version === 'number' && version < PROJECT_VERSION; version = now['version']) {
    const step = STEPS[version];
    if (!step) return now;
    now = { ...step(now), version: version + 1 };
  }
  return now;
}
