import { describe, expect, it } from 'vitest';
import { formatPython } from './format-python.ts';
import { PythonCode } from './literals.ts';
import { readTemplates, render, templateFolder } from './render-templates.ts';

describe('render', () => {
  it('prints a value through the helper of its place alone', () => {
    expect(render('a.py', 'x = {{py name}}\n', { name: '"; import os' })).toBe('x = "\\"; import os"\n');
    for (const template of ['{{name}}', '{{{name}}}', '{{&name}}', '{{#with name}}{{py this}}{{/with}}', '{{> other}}', '{{py name name}}']) {
      expect(() => render('a.py', template, { name: 'x' })).toThrow();
    }
  });
  it('does not print what is not there', () => {
    expect(() => render('a.py', '{{py absent}}', {})).toThrow();
  });
  it('takes code from the printers alone', () => {
    expect(render('a.py', '{{code made}}', { made: new PythonCode('f(1)') })).toBe('f(1)');
    expect(() => render('a.py', '{{code made}}', { made: 'os.abort()' })).toThrow(TypeError);
  });
  it('reads no value as a template', () => {
    expect(render('README.md', '{{md name}}', { name: '{{py secret}}' })).toBe('\\{\\{py secret\\}\\}');
  });
});

describe('templates', () => {
  it('have the files that a project stands on', async () => {
    const paths = [...(await readTemplates(templateFolder())).keys()];
    for (const path of ['pyproject.toml', 'Dockerfile', '.github/workflows/ci.yml', 'requirements/serving.lock', 'src/package/expressions.py', 'tests/test_certificate.py']) expect(paths).toContain(path);
  });
  it('silence no check and name no registry', async () => {
    for (const [path, text] of await readTemplates(templateFolder())) expect(text, path).not.toMatch(/noqa|type: ignore|per-file-ignores|ignore_errors *= *true|index-url|:latest/);
  });
  it('are Python as ruff wants it where nothing is printed into them: an export copies them', async () => {
    const plain = [...(await readTemplates(templateFolder()))].filter(([path, text]) => path.endsWith('.py') && !text.includes('{{'));
    expect(plain.length).toBeGreaterThan(15);
    for (const [path, text] of plain) expect(formatPython(path, text, 'package'), path).toBe(text);
  });
  it('pin every action by its commit', async () => {
    const workflow = (await readTemplates(templateFolder())).get('.github/workflows/ci.yml') ?? '';
    for (const [, action] of workflow.matchAll(/uses: (\S+)/g)) expect(action).toMatch(/@[0-9a-f]{40}$/);
  });
});
