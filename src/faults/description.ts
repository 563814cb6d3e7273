import { matchable } from "./fault.ts";
import { type Area, areas, type FaultExample, type FaultKind, type Harm, type Need } from "./kind.ts";
import type { MatchField } from "./observation.ts";
import { boundsOf, type Param, type WrittenParam } from "./params.ts";
import { targetsOf } from "./target.ts";
import { ordinaryLifetime } from "./trigger.ts";

/** A parameter of a kind, for people and for generators. */
export interface ParamDescription {
  readonly name: string;
  readonly form: Param["form"];
  /** What it may be, in words. */
  readonly allowed: string;
  readonly default: WrittenParam | null;
  readonly is_required: boolean;
  readonly says: string;
}

/** A kind of fault as plain data: what `lockstep faults --json` prints, and what generators draw from. */
export interface KindDescription {
  readonly kind: string;
  readonly area: Area;
  readonly area_name: string;
  /** `lasting`: it holds from its beginning to its end. `once`: it is done at an instant. `watching`: it acts on observations. */
  readonly acts: FaultKind["acts"];
  readonly says: string;
  /** How it can be aimed: the first words of a target. */
  readonly targets: readonly string[];
  readonly match: readonly MatchField[];
  readonly params: readonly ParamDescription[];
  /** How long it lasts unless told; `null` for what is done at an instant. */
  readonly lifetime: string | null;
  readonly harm: Harm;
  readonly needs: Need | null;
  /** Whether `when` must be given. */
  readonly needs_when: boolean;
  /** A whole fault object. */
  readonly example: FaultExample & { readonly kind: string };
}

/** All kinds as data, in their areas' order. */
export function describeKinds(kinds: Readonly<Record<string, FaultKind>>): readonly KindDescription[] {
  const order = Object.keys(areas);
  return Object.entries(kinds)
    .map(([name, kind]) => describe(name, kind))
    .sort((one, other) => order.indexOf(one.area) - order.indexOf(other.area));
}

function describe(name: string, kind: FaultKind): KindDescription {
  return {
    kind: name,
    area: kind.area,
    area_name: areas[kind.area],
    acts: kind.acts,
    says: kind.says,
    targets: targetsOf[kind.on],
    match: matchable(kind),
    params: Object.entries(kind.params).map(([param, facts]) => ({
      name: param,
      form: facts.form,
      allowed: boundsOf(facts),
      default: facts.default ?? null,
      is_required: facts.isRequired === true,
      says: facts.says,
    })),
    lifetime: kind.acts === "once" ? null : (kind.lifetime ?? ordinaryLifetime),
    harm: kind.harm,
    needs: kind.needs ?? null,
    needs_when: kind.needsWhen === true,
    example: { kind: name, ...kind.example },
  };
}
