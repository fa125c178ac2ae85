// Calls, methods, pipelines, tail calls and callbacks: sections 4 and 10 of the definition.

#include <algorithm>
#include <new>

#include "engine/base/assert.h"
#include "engine/interpreter/tree_walker.h"
#include "engine/runtime/builtins.h"
#include "engine/runtime/messages.h"
#include "engine/runtime/variants.h"

namespace quicksilver {
namespace {

const ChantBody& BodyOf(const Value& closure) {
  return static_cast<const ChantBody&>(*closure.as<Closure>()->code);
}

}  // namespace

// --- What is called with what -----------------------------------------------------------------

bool TreeWalker::Prepare(const Expr& expr, PreparedCall& call, Frame& frame) {
  if (expr.kind == ExprKind::kPipeline) return PrepareStage(As<PipelineExpr>(expr), call, frame);
  const auto& written = As<CallExpr>(expr);
  return PrepareCallee(*written.callee, written.arguments, nullptr, expr.span, call, frame);
}

// `v | f(a)` is f(v, a), also for members; any other stage is evaluated and called with v.
bool TreeWalker::PrepareStage(const PipelineExpr& expr, PreparedCall& call, Frame& frame) {
  const Value piped = Evaluate(*expr.value, frame);
  if (piped.is_raised()) return false;
  if (expr.stage->kind == ExprKind::kCall && !expr.stage->parenthesized) {
    const auto& stage = As<CallExpr>(*expr.stage);
    return PrepareCallee(*stage.callee, stage.arguments, &piped, expr.span, call, frame);
  }
  call.callee = Evaluate(*expr.stage, frame);
  if (call.callee.is_raised()) return false;
  if (!OpenRegion(call, 1, expr.span, frame)) return false;
  call.region.Add(piped);
  return true;
}

// Receiver or callee, then the method or field, then the arguments.
bool TreeWalker::PrepareCallee(const Expr& callee, std::span<const Expr* const> arguments,
                               const Value* piped, Span span, PreparedCall& call, Frame& frame) {
  std::size_t count = arguments.size() + (piped != nullptr ? 1 : 0);
  Value receiver;
  if (callee.kind == ExprKind::kField && !callee.parenthesized) {
    const auto& member = As<FieldExpr>(callee);
    receiver = Evaluate(*member.object, frame);
    if (receiver.is_raised()) return false;
    const Value* method = FindMethod(receiver, frame.unit->Name(member.field));
    call.method = method != nullptr;
    call.callee = call.method ? *method : ReadField(receiver, member, frame);
    if (call.method) ++count;
  } else {
    call.callee = Evaluate(callee, frame);
  }
  if (call.callee.is_raised()) return false;
  if (!OpenRegion(call, count, span, frame)) return false;
  if (call.method) call.region.Add(std::move(receiver));
  if (piped != nullptr) call.region.Add(*piped);
  for (const Expr* argument : arguments) {
    Value value = Evaluate(*argument, frame);
    if (value.is_raised()) return false;
    call.region.Add(std::move(value));
  }
  return true;
}

// Arguments are evaluated straight into the slots of the frame that will use them.
bool TreeWalker::OpenRegion(PreparedCall& call, std::size_t arguments, Span span, Frame& frame) {
  std::size_t size = arguments;
  if (call.callee.is(ObjectType::kChant)) {
    size = std::max<std::size_t>(size, BodyOf(call.callee).frame_size);
  }
  if (call.region.Open(frames_, size)) return true;
  StackOverflow(span, frame);
  return false;
}

const Value* TreeWalker::FindMethod(const Value& receiver, std::string_view name) const {
  if (!has_methods_) return nullptr;
  const bool definition = receiver.is(ObjectType::kForm) || receiver.is(ObjectType::kVariantDef) ||
                          receiver.is(ObjectType::kConstructor);
  if (definition) return nullptr;
  const MethodTable& methods = runtime_.methods();
  if (const Value* method = methods.Find(TypeName(receiver), name)) return method;
  if (receiver.is(ObjectType::kVariantValue)) {
    return methods.Find(receiver.as<VariantValue>()->definition->info->name, name);
  }
  if (receiver.is(ObjectType::kTriumph) || receiver.is(ObjectType::kMishap)) {
    return methods.Find("Outcome", name);
  }
  if (receiver.is(ObjectType::kPresent) || receiver.is_absent()) {
    return methods.Find("Maybe", name);
  }
  return nullptr;
}

// --- Calling ----------------------------------------------------------------------------------

Value TreeWalker::EvaluateCall(const Expr& expr, Frame& frame) {
  PreparedCall call;
  if (!Prepare(expr, call, frame)) return Value::Raised();
  if (!Tick(expr.span, frame)) return Value::Raised();
  if (!call.callee.is(ObjectType::kChant)) return CallOther(call, expr.span, frame);
  const ChantBody& body = BodyOf(call.callee);
  if (!CheckArity(body, call.region.count(), call.method) || !PackRest(body, call.region) ||
      !runtime_.EnterCall()) [[unlikely]] {
    return Locate(expr.span, frame);
  }
  Value result = Activate(std::move(call.callee), call.region);
  runtime_.LeaveCall();
  return result;
}

bool TreeWalker::CheckArity(const ChantCode& code, std::size_t count, bool method) {
  if (count == code.required || (code.rest && count > code.required)) [[likely]]
    return true;
  // A method's counts leave out self.
  const std::size_t self = method ? 1 : 0;
  const std::size_t required = code.required;
  runtime_.Raise(ErrorKind::kArityMismatch,
                 ArityMessage(required > self ? required - self : 0, code.rest, count - self));
  return false;
}

// Turns the arguments from the rest parameter's on into one List.
bool TreeWalker::PackRest(const ChantBody& body, Region& region) {
  if (!body.rest) [[likely]]
    return true;
  const std::size_t extra = region.count() - body.required;
  List* list = heap().TryNewList(extra);
  if (list == nullptr) {
    runtime_.RaiseOutOfMemory();
    return false;
  }
  for (std::size_t i = 0; i < extra; ++i) {
    new (list->buffer->items() + i) Value(std::move(region.slots()[body.required + i]));
    ++list->length;
    ++list->buffer->used;
  }
  region.slots()[body.required] = Value::Adopt(list);
  region.set_count(body.required + 1);
  return true;
}

Value TreeWalker::CallOther(PreparedCall& call, Span span, Frame& frame) {
  Value result;
  if (call.callee.is_builtin()) {
    result = CallBuiltin(runtime_, call.callee.builtin(), call.region.arguments());
  } else if (call.callee.is(ObjectType::kConstructor)) {
    result = Construct(runtime_, *call.callee.as<Constructor>(), call.region.arguments());
  } else {
    result = runtime_.Raise(ErrorKind::kNotCallable, NotCallableMessage(call.callee));
  }
  if (result.is_raised()) Locate(span, frame);
  return result;
}

// `yield f(args)`: the callee and its arguments wait until this frame is gone.
Completion TreeWalker::TailCall(const Expr& expr, Frame& frame) {
  PreparedCall call;
  if (!Prepare(expr, call, frame)) return Abrupt();
  if (!Tick(expr.span, frame)) return Completion::kError;
  if (!call.callee.is(ObjectType::kChant)) {
    // Builtins and constructors need no frame: they are done when this one ends.
    frame.yielded = CallOther(call, expr.span, frame);
    return frame.yielded.is_raised() ? Completion::kError : Completion::kYield;
  }
  const ChantBody& body = BodyOf(call.callee);
  if (!CheckArity(body, call.region.count(), call.method) || !PackRest(body, call.region)) {
    Locate(expr.span, frame);
    return Completion::kError;
  }
  QS_ASSERT(tail_arguments_.empty(), "one tail call is on its way at a time");
  for (Value& argument : call.region.arguments()) tail_arguments_.push_back(std::move(argument));
  tail_callee_ = std::move(call.callee);
  tail_span_ = expr.span;
  tail_unit_ = frame.unit;
  return Completion::kTailCall;
}

Value TreeWalker::Activate(Value callee, Region& region) {
  while (true) {
    auto* closure = callee.as<Closure>();
    const ChantBody& body = BodyOf(callee);
    Frame frame;
    frame.slots = region.slots();
    frame.captures = closure->captures();
    frame.self = closure;
    frame.unit = body.unit;
    frame.nodes = body.unit->code.nodes.data();
    Value result;
    switch (ExecuteBlock(body.chant->body, body.body, frame, &result)) {
      case Completion::kNormal:
        return result;
      case Completion::kYield:
        return std::move(frame.yielded);
      case Completion::kError:
        return Value::Raised();
      case Completion::kTailCall:
        break;
      case Completion::kBreak:
      case Completion::kContinue:
        QS_UNREACHABLE("loops end inside the chant that they stand in");
    }
    callee = std::move(tail_callee_);
    region.Close();
    if (!region.Open(frames_,
                     std::max<std::size_t>(BodyOf(callee).frame_size, tail_arguments_.size()))) {
      tail_arguments_.clear();
      runtime_.RaiseStackOverflow();
      return Locate(tail_span_, *tail_unit_);
    }
    for (Value& argument : tail_arguments_) region.Add(std::move(argument));
    tail_arguments_.clear();
  }
}

// A builtin's callback: what goes wrong with the call itself belongs to the builtin's call.
Value TreeWalker::CallChant(const Value& closure, std::span<Value> args) {
  const ChantBody& body = BodyOf(closure);
  if (!runtime_.Charge(1) || !CheckArity(body, args.size(), false)) return Value::Raised();
  Region region;
  if (!region.Open(frames_, std::max<std::size_t>(body.frame_size, args.size()))) {
    runtime_.RaiseStackOverflow();
    return Value::Raised();
  }
  for (Value& argument : args) region.Add(std::move(argument));
  if (!PackRest(body, region) || !runtime_.EnterCall()) return Value::Raised();
  Value result = Activate(closure, region);
  runtime_.LeaveCall();
  return result;
}

}  // namespace quicksilver
