import { describe, expect, it } from 'vitest';
import { ApiError } from '../api.ts';
import { Job, Jobs, remaining } from './job.svelte.ts';

const error = (kind: 'input' | 'cancelled') => new ApiError({ code: 'X_Y', kind, message: 'm', place: {}, next: 'n' });

describe('a job', () => {
  it('is not shown before half a second', () => {
    const job = new Job('Work', 1000);
    job.tick(1400);
    expect(job.visible).toBe(false);
    job.tick(1500);
    expect(job.visible).toBe(true);
  });

  it('tells the remaining time after two seconds, from the share that is done', () => {
    expect(remaining(1900, 0.5)).toBeNull();
    expect(remaining(4000, 0.25)).toBe(12_000);
    expect(remaining(4000, null)).toBeNull();
    expect(remaining(4000, 1)).toBeNull();
  });
});

describe('a job of several stages', () => {
  it('counts the remaining time of each stage for itself', () => {
    const job = new Job('Work', 0);
    job.tick(10_000);
    job.report({ stage: 'second', fraction: 0 });
    job.tick(14_000);
    job.report({ stage: 'second', fraction: 0.5 });
    expect(job.remaining).toBe(4000);
    job.report({ stage: 'third', fraction: 0.5 });
    expect(job.remaining).toBeNull();
  });

  it('counts the remaining time of all where their share is known', () => {
    const job = new Job('Work', 0);
    job.tick(10_000);
    job.report({ stage: 'second', fraction: 0.9, whole: 0.25 });
    expect(job.share).toBe(0.25);
    expect(job.remaining).toBe(30_000);
  });
});

describe('Jobs', () => {
  it('lists what runs, and gives its value', async () => {
    const jobs = new Jobs();
    const running = jobs.run('Work', async ({ onProgress }) => {
      onProgress({ stage: 'reading', fraction: 0.2 });
      await Promise.resolve();
      return 7;
    });
    expect(jobs.list[0]).toMatchObject({ title: 'Work', stage: 'reading', fraction: 0.2 });
    expect(await running).toBe(7);
    expect(jobs.list).toEqual([]);
  });

  it('throws for failed work, and for work that was stopped elsewhere: nobody here asked for that', async () => {
    const jobs = new Jobs();
    await expect(jobs.run('Work', () => Promise.reject(error('cancelled')))).rejects.toThrow('m');
    await expect(jobs.run('Work', () => Promise.reject(error('input')))).rejects.toThrow('m');
    expect(jobs.list).toEqual([]);
  });

  it('aborts the signal of a job that is cancelled', async () => {
    const jobs = new Jobs();
    const running = jobs.run('Work', ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(error('cancelled')))));
    jobs.list[0]?.cancel();
    expect(jobs.list[0]?.cancelling).toBe(true);
    expect(await running).toBeUndefined();
  });
});
