/** Gives out memory from an address on. */
export class Places {
  /** Where what is given out ends. */
  end: number;

  constructor(at: number) {
    this.end = at;
  }

  /** The address of so many bytes: a multiple of 16 from the first one on. */
  take(bytes: number): number {
    const place = this.end;
    this.end += Math.ceil(bytes / 16) * 16;
    return place;
  }
}
