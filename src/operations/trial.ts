/**
 * How an operation is tried on a scratch object before it is let loose on a manifest. A store that does not know a
 * sub-resource may take `PUT key?retention` for `PUT key`, replace the object by the body of the request and answer 200
 * (measured with two servers); others answer 200 and do nothing. Each operation says here how it is seen to work.
 */
import type { OperationKind } from "../job/spec.ts";
import type { Answer, OperationCommand } from "../s3/transport.ts";
import type { ParametersOf } from "./operation.ts";

export interface Trial<Kind extends OperationKind = OperationKind> {
  /** The operation as it is tried: nothing of it may outlive the scratch object, or keep it from being deleted. */
  readonly parameters: (given: ParametersOf<Kind>, at: TrialPlace) => ParametersOf<Kind>;
  /** What the scratch object has before, so that a change can be seen. */
  readonly before?: (given: ParametersOf<Kind>) => ScratchState;
  /** Key at which the result lies, in the bucket of the trial; that of the scratch object when left out. */
  readonly resultKey?: (tried: ParametersOf<Kind>, key: string) => string;
  /** Whether the object is there afterwards, as it was; it is unless this says `gone`. */
  readonly leaves?: "gone";
  /** What can be read back when it has worked. */
  readonly reads: (tried: ParametersOf<Kind>) => readonly StateRead[];
  /** The code by which a store that knows the operation refuses it for an object like this; it must not succeed. */
  readonly refusedWith?: string;
  /** The same operation in ways that the store must refuse, or it ignores a part of it. */
  readonly mustRefuse?: (
    given: ParametersOf<Kind>,
    at: TrialPlace,
  ) => readonly { readonly about: string; readonly parameters: ParametersOf<Kind> }[];
  /** What is left out of the trial. */
  readonly notes?: (given: ParametersOf<Kind>) => readonly string[];
}

/** An operation that changes no object needs none. */
export interface NoTrial {
  readonly none: string;
}

export interface TrialPlace {
  readonly bucket: string;
  readonly key: string;
  /** When the scratch object was written, by the store's clock where it told. */
  readonly writtenAt: Date;
  /** Until when retention of the trial may last. */
  readonly retainUntil: Date;
}

export interface ScratchState {
  readonly tags?: Readonly<Record<string, string>>;
  readonly legalHold?: boolean;
  /** Under governance retention for a few seconds. */
  readonly retained?: boolean;
}

export interface StateRead {
  /** As in "its tags are those of the job". */
  readonly about: string;
  readonly command: (target: { readonly Bucket: string; readonly Key: string }) => OperationCommand;
  readonly isAsTold: (answer: Answer) => boolean;
}
