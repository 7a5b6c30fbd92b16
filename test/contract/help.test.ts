import { describe, expect, it } from 'vitest';
import { Engine } from '../../electron/engine/commands/engine.ts';
import { formFields, wordsOf } from '../../renderer/form/form-fields.ts';
import { nodeTopic } from '../../renderer/shell/help-topics.ts';
import { nodes } from '../../electron/engine/commands/nodes.ts';

const context = { signal: new AbortController().signal, onProgress: () => undefined };

describe('the help of every node', () => {
  it('says what it does, each setting in words, and where it runs', async () => {
    for (const card of (await nodes(new Engine(), {}, context)).nodes) {
      const topic = nodeTopic(card);
      expect(topic.paragraphs.length, card.id).toBeGreaterThanOrEqual(3);
      for (const { name, help, values } of topic.parameters) {
        expect(help.length, `${card.id}.${name}`).toBeGreaterThan(3);
        expect(`${help}${values}`, `${card.id}.${name}`).not.toMatch(/undefined|\[object|NaN/);
      }
    }
  });

  it('names each setting in words: one whose name in scikit-learn is no word has a title', async () => {
    const { nodes: cards } = await nodes(new Engine(), {}, context);
    const names = cards.flatMap((card) => formFields(card.form).map(({ name, title }) => ({ of: `${card.id}.${name}`, name, title })));
    expect(names.filter(({ name, title }) => /[A-Z]/.test(name) && title === wordsOf(name)).map(({ of }) => of)).toEqual([]);
  });
});
