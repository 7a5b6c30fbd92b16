import type { Column } from '../../contract/column.ts';
import { add, and, column, div, lt, missing, mul, neg, not, num, or, rem, sub, text, valueType, type Expr } from './expression.ts';
import { ArgumentProblem, compared, FORMULA_FUNCTIONS, need, oneOf, raised } from './formula-functions.ts';
import { formulaError, tokens, type Token } from './formula-tokens.ts';

/** Parentheses, signs and calls inside one another. */
const MAX_DEPTH = 100;

type Binary = (x: Expr, y: Expr) => Expr;
const ADDITIVE: Readonly<Record<string, Binary>> = { '+': add, '-': sub };
const MULTIPLICATIVE: Readonly<Record<string, Binary>> = { '*': mul, '/': div, '%': rem };
const COMPARISON: ReadonlySet<string> = new Set(['=', '==', '<>', '!=', '<', '<=', '>', '>=']);
const RESERVED: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'true', 'false', 'missing']);

/**
 * The expression that a formula says, given the columns that it may read.
 *
 *     if(is_missing(load), 0, "spindle speed" / 60) * 2 ^ 0.5
 *     status in ('run', 'idle') and not temperature >= 80
 *
 * Operators, loosest first: or; and; not; = <> < <= > >= in; + -; * / % (remainder with the sign of the dividend);
 * sign; ^ (to the right). Texts stand in single quotes, names that are not plain words in double quotes. Throws an
 * AppError FORMULA_… with the offset and what to do.
 */
export function parseFormula(formula: string, schema: readonly Pick<Column, 'name' | 'type'>[]): Expr {
  return new Parser(tokens(formula), schema).whole();
}

class Parser {
  private position = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[], private readonly schema: readonly Pick<Column, 'name' | 'type'>[]) {}

  whole(): Expr {
    if (this.tokens.length === 1) throw formulaError('EMPTY', 0, 'The formula is empty.', 'Write what the column is to be, such as power / speed.');
    const expr = this.disjunction();
    if (this.next.kind !== 'end') throw this.unexpected('Put an operator before it, or remove it.');
    return expr;
  }

  private disjunction(): Expr {
    let left = this.conjunction();
    for (let token = this.takeWord('or'); token; token = this.takeWord('or')) left = this.logical(or, left, token, () => this.conjunction());
    return left;
  }

  private conjunction(): Expr {
    let left = this.negation();
    for (let token = this.takeWord('and'); token; token = this.takeWord('and')) left = this.logical(and, left, token, () => this.negation());
    return left;
  }

  private logical(make: Binary, left: Expr, token: Token, operand: () => Expr): Expr {
    const right = operand();
    return this.typed(token, () => make(need('boolean', left, 0), need('boolean', right, 1)));
  }

  private negation(): Expr {
    const token = this.takeWord('not');
    if (!token) return this.comparison();
    const operand = this.nested(token, () => this.negation());
    return this.typed(token, () => not(need('boolean', operand, 0)));
  }

  private comparison(): Expr {
    const left = this.sum();
    const token = this.next;
    if (this.takeWord('in')) return this.membership(left, token);
    if (token.kind === 'word' && token.value.toLowerCase() === 'not' && this.tokens[this.position + 1]?.value.toLowerCase() === 'in') {
      this.position += 2;
      return not(this.membership(left, token));
    }
    if (token.kind !== 'symbol' || !COMPARISON.has(token.value)) return left;
    this.position++;
    const right = this.sum();
    const chain = this.next;
    if (chain.kind === 'symbol' && COMPARISON.has(chain.value)) throw formulaError('SYNTAX', chain.offset, 'Comparisons cannot be chained.', 'Write a < b and b < c, or between(b, a, c).');
    return this.typed(token, () => compared(token.value, left, right));
  }

  private membership(left: Expr, token: Token): Expr {
    this.expect('(', 'Write the values in parentheses: in (1, 2).');
    const list = this.nested(token, () => this.list(token));
    if (list.length === 0) throw formulaError('ARGUMENTS', token.offset, 'The list after in is empty.', 'Write at least one value.');
    return this.typed(token, () => oneOf(left, list));
  }

  private sum(): Expr {
    return this.chain(ADDITIVE, () => this.product());
  }

  private product(): Expr {
    return this.chain(MULTIPLICATIVE, () => this.signed());
  }

  private chain(operators: Readonly<Record<string, Binary>>, operand: () => Expr): Expr {
    let left = operand();
    for (;;) {
      const token = this.next;
      const make = token.kind === 'symbol' ? operators[token.value] : undefined;
      if (!make) return left;
      this.position++;
      const right = operand();
      const before = left;
      left = this.typed(token, () => make(need('number', before, 0), need('number', right, 1)));
    }
  }

  private signed(): Expr {
    const token = this.next;
    if (!this.takeSymbol('-') && !this.takeSymbol('+')) return this.power();
    const operand = this.nested(token, () => this.signed());
    return this.typed(token, () => (token.value === '-' ? neg(need('number', operand, 0)) : need('number', operand, 0)));
  }

  private power(): Expr {
    const base = this.primary();
    const token = this.next;
    if (!this.takeSymbol('^')) return base;
    const exponent = this.nested(token, () => this.signed());
    return this.typed(token, () => raised(need('number', base, 0), need('number', exponent, 1)));
  }

  private primary(): Expr {
    const token = this.next;
    this.position++;
    if (token.kind === 'number') return this.number(token);
    if (token.kind === 'text') return text(token.value);
    if (token.kind === 'name') return this.column(token);
    if (token.kind === 'word') return this.takeSymbol('(') ? this.call(token) : this.word(token);
    if (token.kind === 'symbol' && token.value === '(') {
      const inner = this.nested(token, () => this.disjunction());
      this.expect(')', `Close the parenthesis of character ${token.offset + 1}.`);
      return inner;
    }
    this.position--;
    throw this.unexpected('Write a number, a column, a text or a function here.');
  }

  private number(token: Token): Expr {
    const value = Number(token.value);
    if (!Number.isFinite(value)) throw formulaError('NUMBER', token.offset, `${token.value} is too large.`, 'Numbers go up to 1.79e308.');
    return num(value);
  }

  private word(token: Token): Expr {
    if (this.schema.some(({ name }) => name === token.value)) return this.column(token);
    switch (token.value.toLowerCase()) {
      case 'true': return lt(num(0), num(1));
      case 'false': return lt(num(1), num(0));
      case 'missing': return missing('number');
      default: return this.column(token);
    }
  }

  private column(token: Token): Expr {
    const found = this.schema.find(({ name }) => name === token.value);
    if (found) return column(found.name, valueType(found.type));
    if (token.kind === 'word' && RESERVED.has(token.value.toLowerCase())) throw formulaError('SYNTAX', token.offset, `${token.value} cannot stand here.`, 'Write a value before and after it.');
    const close = this.schema.find(({ name }) => name.toLowerCase() === token.value.toLowerCase());
    const known = this.schema.slice(0, 12).map(({ name }) => name).join(', ');
    const next = close ? `Did you mean ${close.name}?` : `The columns here are ${known}${this.schema.length > 12 ? ', …' : ''}. Texts stand in single quotes.`;
    throw formulaError('UNKNOWN_COLUMN', token.offset, `There is no column ${token.value}.`, next);
  }

  private call(token: Token): Expr {
    const known = FORMULA_FUNCTIONS.get(token.value.toLowerCase());
    if (!known) {
      const names = [...FORMULA_FUNCTIONS.keys()].join(', ');
      throw formulaError('UNKNOWN_FUNCTION', token.offset, `There is no function ${token.value}.`, `The functions are ${names}.`);
    }
    const starts: number[] = [];
    const args = this.nested(token, () => this.list(token, starts));
    const [least, most] = known.arity;
    if (args.length < least || args.length > most) {
      throw formulaError('ARGUMENTS', token.offset, `${token.value} takes ${least === most ? least : `${least} to ${most}`} values, not ${args.length}.`, `Write ${known.usage}.`);
    }
    return this.typed(token, () => known.build(args), starts);
  }

  /** Values up to the closing parenthesis. */
  private list(token: Token, starts: number[] = []): Expr[] {
    const args: Expr[] = [];
    if (this.takeSymbol(')')) return args;
    do {
      starts.push(this.next.offset);
      args.push(this.disjunction());
    } while (this.takeSymbol(','));
    this.expect(')', `Close the parenthesis after ${token.value} with ), or separate values by commas.`);
    return args;
  }

  private typed(token: Token, build: () => Expr, starts: readonly number[] = []): Expr {
    try {
      return build();
    } catch (error) {
      if (!(error instanceof ArgumentProblem)) throw error;
      throw formulaError('TYPE', starts[error.argument] ?? token.offset, `${token.value}: ${error.message}`, 'Compare texts by = alone; make a number of a condition by if(condition, 1, 0).');
    }
  }

  private nested<T>(token: Token, parse: () => T): T {
    if (++this.depth > MAX_DEPTH) throw formulaError('TOO_DEEP', token.offset, `More than ${MAX_DEPTH} parentheses, signs or calls stand inside one another.`, 'Split the formula over several nodes.');
    const result = parse();
    this.depth--;
    return result;
  }

  private get next(): Token {
    return this.tokens[this.position] as Token;
  }

  private takeWord(word: string): Token | undefined {
    const token = this.next;
    if (token.kind !== 'word' || token.value.toLowerCase() !== word) return undefined;
    this.position++;
    return token;
  }

  private takeSymbol(symbol: string): boolean {
    const token = this.next;
    if (token.kind !== 'symbol' || token.value !== symbol) return false;
    this.position++;
    return true;
  }

  private expect(symbol: string, next: string): void {
    if (!this.takeSymbol(symbol)) throw this.unexpected(next);
  }

  private unexpected(next: string): Error {
    const { kind, value, offset } = this.next;
    return formulaError('SYNTAX', offset, kind === 'end' ? 'The formula ends too early.' : `${value} does not fit here.`, next);
  }
}
