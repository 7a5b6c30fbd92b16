import { z } from 'zod';

/** The content policy forbids code made from text: zod has to know before the first schema is made, so this is imported first. */
z.config({ jitless: true });
