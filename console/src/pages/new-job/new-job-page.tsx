/** A new job in four steps. Every step can be reached from the start, and what was entered is kept until it is used. */
import { useEffect, useRef, useState, type RefObject } from "react";
import { Link, useLocation, useSearch } from "wouter";
import { problemOf } from "../../components/failure.tsx";
import { Title } from "../../components/title.tsx";
import { toast } from "../../components/toasts.tsx";
import {
  CloneJobDocument,
  CreateJobDocument,
  FormChoicesDocument,
} from "../../graphql/generated.ts";
import { command, useAnswer } from "../../graphql/hooks.ts";
import { keep, readKept } from "../../lib/kept.ts";
import { toCloneInput } from "./clone-draft.ts";
import { checkDraft, stepOfField, steps, type FieldProblem, type Step } from "./check-draft.ts";
import { newDraft, toInput, type Draft } from "./draft.ts";
import { fieldProblems, useEngineCheck } from "./engine-check.ts";
import { domId, Problems } from "./fields.tsx";
import { ManifestStep } from "./manifest-step.tsx";
import { OperationStep } from "./operation-step.tsx";
import { OptionsStep } from "./options-step.tsx";
import { ReviewStep } from "./review-step.tsx";
import { useClone } from "./use-clone.ts";

const key = "new-job";

function keptDraft(): Draft {
  const fresh = newDraft(crypto.randomUUID());
  try {
    const kept = JSON.parse(readKept("session", key) ?? "null") as Partial<Draft> | null;
    return kept === null ? fresh : { ...fresh, ...kept };
  } catch {
    return fresh;
  }
}

export default function NewJobPage() {
  const [, navigate] = useLocation();
  const parameters = new URLSearchParams(useSearch());
  const step = steps.find((each) => each.step === parameters.get("step"))?.step ?? "manifest";
  const [draft, setDraft] = useState(keptDraft);
  const [found, setFound] = useState<readonly FieldProblem[]>([]);
  // Fields that were left, by the ids of their inputs: what is wrong with them is said there, and nowhere else yet.
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [isSending, setSending] = useState(false);
  const summary = useRef<HTMLDivElement>(null);
  const choices = useAnswer(FormChoicesDocument, { variables: {}, policy: "cache-first" });
  const { data } = choices;
  const stores = (data?.stores ?? []).map(({ name }) => name);
  useEffect(() => keep("session", key, JSON.stringify(draft)), [draft]);
  // Whoever has pressed Next at the foot of a step begins at the head of the next one.
  useEffect(() => {
    scrollTo(0, 0);
  }, [step]);

  // Within the form the address names the other job still, so that it can be shared; it is read once.
  const cloned = parameters.get("clone");
  const isRead = parameters.has("step") && draft.cloneOf?.id === cloned;
  const cloneError = useClone(isRead ? null : cloned, (next) => {
    setDraft(next);
    navigate(addressOf("review", next), { replace: true });
  });

  const change = (next: Draft) => {
    setDraft(next);
    // A problem that was shown goes away when it is mended; a new one is not shown while typing.
    const still = new Set(checkDraft(next).map(({ field }) => field));
    const local = new Set(checkDraft(draft).map(({ field }) => field));
    setFound(found.filter(({ field }) => still.has(field) || !local.has(field)));
  };
  const show = (problems: readonly FieldProblem[]) => {
    setFound(problems);
    if (problems.length > 0) setTimeout(() => summary.current?.focus());
  };
  const { checked, again } = useEngineCheck(draft, {
    isWanted: step === "review",
    onProblems: show,
  });
  const go = (to: Step) => navigate(addressOf(to, draft));
  const next = (to: Step) => {
    const problems = checkDraft(draft).filter(
      ({ field }) => to === "review" || stepOfField(field) === step,
    );
    show(problems);
    if (problems.length === 0) go(to);
    else if (problems.every(({ field }) => stepOfField(field) !== step))
      go(stepOfField(problems[0]!.field));
  };
  const create = async () => {
    const problems = checkDraft(draft);
    if (problems.length > 0) return show(problems);
    setSending(true);
    try {
      const { job, errors } = await send(draft);
      if (job === null) {
        return show(fieldProblems(errors));
      }
      keep("session", key, null);
      toast("The job is created.");
      navigate(`/jobs/${job.id}`, { replace: true });
    } catch (error) {
      show([{ field: "", message: problemOf(error).text }]);
    } finally {
      setSending(false);
    }
  };
  const discard = () => {
    keep("session", key, null);
    navigate("/jobs");
  };
  const props = { draft, onChange: change, stores };
  const wrong = checkDraft(draft).filter(
    ({ field }) => left.has(domId(field)) && found.every((each) => each.field !== field),
  );
  return (
    <form
      className="stack"
      noValidate
      onBlur={({ target }) => setLeft(new Set([...left, target.id]))}
      onSubmit={(event) => {
        event.preventDefault();
        if (step === "review") void create();
        else next(after(step));
      }}
    >
      <div className="page-head">
        <Title text="New job" />
        <button type="button" className="button plain" onClick={discard}>
          Discard
        </button>
      </div>
      {cloneError !== null && (
        <p className="notice bad" role="alert">
          The settings of the other job could not be read. {problemOf(cloneError).text}
        </p>
      )}
      {draft.cloneOf !== null && (
        <p className="muted">
          Filled in from <Link href={`/jobs/${draft.cloneOf.id}`}>another job</Link>: what you do
          not change is taken over from it as it is.
        </p>
      )}
      <StepBar step={step} problems={found} onGo={go} />
      <Summary problems={found} box={summary} onGo={go} />
      <Problems value={[...found, ...wrong]}>
        <div className="card stack">
          {step === "manifest" && <ManifestStep {...props} />}
          {step === "operation" && <OperationStep {...props} choices={choices} />}
          {step === "options" && <OptionsStep {...props} />}
          {step === "review" && <ReviewStep {...props} onGo={go} checked={checked} again={again} />}
        </div>
      </Problems>
      <div className="row">
        <button type="submit" className="button primary" disabled={isSending}>
          {step === "review"
            ? isSending
              ? "Creating…"
              : "Create job"
            : `Next: ${nameOf(after(step))}`}
        </button>
        {step !== "manifest" && (
          <button type="button" className="button" onClick={() => go(before(step))}>
            Back
          </button>
        )}
      </div>
    </form>
  );
}

function addressOf(step: Step, { cloneOf }: Draft): string {
  return `/jobs/new?step=${step}${cloneOf === null ? "" : `&clone=${cloneOf.id}`}`;
}

async function send(draft: Draft) {
  const { cloneOf } = draft;
  return cloneOf === null
    ? (await command(CreateJobDocument, { input: toInput(draft) })).createJob
    : (await command(CloneJobDocument, { input: toCloneInput(draft, cloneOf) })).cloneJob;
}

const indexOf = (step: Step) => steps.findIndex((each) => each.step === step);
const after = (step: Step): Step => steps[indexOf(step) + 1]?.step ?? "review";
const before = (step: Step): Step => steps[indexOf(step) - 1]?.step ?? "manifest";
const nameOf = (step: Step) => steps[indexOf(step)]!.name.toLowerCase();

function StepBar({
  step,
  problems,
  onGo,
}: {
  readonly step: Step;
  readonly problems: readonly FieldProblem[];
  readonly onGo: (step: Step) => void;
}) {
  return (
    <nav aria-label="Steps">
      <ol className="steps">
        {steps.map((each, index) => {
          const wrong = problems.some(
            ({ field }) => field !== "" && stepOfField(field) === each.step,
          );
          return (
            <li key={each.step}>
              <button
                type="button"
                aria-current={each.step === step ? "step" : undefined}
                onClick={() => onGo(each.step)}
              >
                <span className="step-number" aria-hidden="true">
                  {wrong ? "!" : index + 1}
                </span>
                {each.name}
                {wrong && <span className="hidden-text"> has problems</span>}
              </button>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** Everything that stands in the way, each linked to its field. It takes the focus when it appears. */
function Summary({
  problems,
  box,
  onGo,
}: {
  readonly problems: readonly FieldProblem[];
  readonly box: RefObject<HTMLDivElement | null>;
  readonly onGo: (step: Step) => void;
}) {
  if (problems.length === 0) return null;
  const show = (field: string) => {
    onGo(stepOfField(field));
    // The step is drawn first.
    setTimeout(() => {
      const element = document.getElementById(domId(field));
      element?.closest("details")?.setAttribute("open", "");
      element?.focus();
    }, 50);
  };
  return (
    <div
      ref={box}
      className="notice bad"
      role="alert"
      tabIndex={-1}
      aria-labelledby="problems-title"
    >
      <div>
        <strong id="problems-title">
          {problems.length === 1
            ? "One thing is not right yet"
            : `${problems.length} things are not right yet`}
        </strong>
        <ul>
          {problems.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              {field === "" ? (
                message
              ) : (
                <button type="button" className="button plain" onClick={() => show(field)}>
                  {message}
                </button>
              )}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
