#include "properties/generators/scene_texts.h"

#include <array>

namespace quicksilver::properties {
namespace {

constexpr auto kScenes = std::to_array<std::string_view>({
    // One site, two forms with the same fields elsewhere: fields and literals remember where.
    R"(form P_q with
  a as Number
  b as Number
end
form Q_q with
  b as Number
  a as Number
end
chant get_q(x_q) then «x_q.a * 10 + x_q.b¦x_q.a¦[x_q.b, x_q.a]» end
chant make_q(d_q, n_q) then d_q { «a: n_q, b: #¦b: #, a: n_q» } end
bind p_q to make_q(P_q, #)
bind r_q to make_q(Q_q, #)
→[get_q(p_q), get_q(r_q), get_q(«p_q¦r_q»), p_q is r_q, p_q]
)",
    // Structs are equal by form; a copy and what is set in it.
    R"(form P_q with
  a as Number
  b as List
end
weave p_q as P_q { a: #, b: [#, [#]] }
bind o_q to p_q
set p_q.«a to #¦b to [#]¦b[0] to #¦b[1][0] to #»
→[p_q, o_q, p_q is o_q]
)",
    // A field's type is checked by literals and by sets.
    R"(form P_q with
  a as «Number¦Text¦List¦Truth»
  b as Number
end
weave r_q as 0
attempt
  weave p_q as ‹P_q { a: «#¦"t"¦[#]¦true», b: # }›
  set ‹‹p_q›«.a¦.b»› to «#¦"u"¦[#]¦false»
  set r_q to p_q
harmonize on TypeError then
  set r_q to 1
end
→r_q
)",
    // A field of an element, read and set at sites that meet lists and maps, two forms, what others
    // share, and what is not there.
    R"(form P_q with
  a as Number
  b as Number
end
form Q_q with
  b as Number
  a as Number
end
chant get_q(xs_q, at_q) then
  attempt
    yield ‹‹xs_q[at_q]›.«a¦b»›
  harmonize on _ then
    yield "none"
  end
end
chant put_q(ys_q, at_q, v_q) then
  weave xs_q as ys_q
  attempt
    set ‹‹‹xs_q›[at_q]›.«a¦b»› to v_q
  harmonize on _ then
    set xs_q to [xs_q, v_q]
  end
  yield «xs_q¦[xs_q[0], xs_q, ys_q]»
end
bind s_q to [P_q { a: #, b: # }, Q_q { b: #, a: # }, {a: #, b: #}]
bind o_q to put_q(put_q(s_q, «0¦1», #), «0¦1¦2¦5», «#¦"u"»)
→[get_q(s_q, 0), get_q(s_q, «1¦2»), get_q({k: s_q[«0¦1»]}, "k"), get_q(s_q, «3¦"k"»), s_q, o_q]
)",
    // Methods of a type and of its family, and a site that sees more than one receiver.
    R"(variant V_q then
  A_q(x: Number),
  B_q(x: Number, y: Number)
end
embody «S_q» for «V_q¦A_q¦B_q¦Number¦Text¦List» then
  chant m_q(self) then 1 end
end
embody «S_q¦T_q» for «A_q¦V_q¦Number» then
  chant m_q(self) then 2 end
end
embody «S_q¦T_q» for «B_q¦V_q¦Number¦Text» then
  chant m_q(self) then 3 end
end
chant ask_q(v_q) then
  attempt
    yield 0 + ‹v_q.m_q›()
  harmonize on FieldNotFound then
    yield -1
  end
end
bind s_q to [ask_q(A_q(#)), ask_q(«B_q(1, 2)¦A_q(#)¦3»), ask_q(#), ask_q("t")]
embody «S_q¦T_q» for «A_q¦B_q¦V_q¦Number» then
  chant m_q(self) then 4 end
end
→[s_q, ask_q(A_q(#)), ask_q(B_q(1, 2)), ask_q(#), ask_q("t")]
)",
    // Patterns that name a case with some of its fields, unit cases, wildcards, nested names.
    R"(variant E_q then
  A_q(x: Number, y: Number, z: List),
  B_q(x: Number),
  U_q,
  W_q
end
chant pick_q(v_q) then
  match v_q with
    when «A_q(x_q)¦A_q(1, y_q)¦B_q(5)¦W_q» then 1
    when «A_q(_, y_q, _)¦U_q¦A_q(x_q, y_q)» then «2¦[2, v_q]»
    when «A_q(x_q, _, z_q) then [x_q, z_q]¦B_q(x_q) then [x_q]»
    when «U_q¦W_q» then 5
    when «o_q then [o_q]¦Present(Triumph(x_q)) then [x_q]»
    otherwise «"none"¦[v_q]»
  end
end
→[pick_q(A_q(1, #, [#])), pick_q(B_q(#)), pick_q(U_q), pick_q(W_q), pick_q(Present(Triumph(#)))]
)",
    // An update in place that raises leaves the variable as it was.
    R"(weave m_q as «{a: #, b: [#]}¦[#, #]¦"text"»
bind o_q to «m_q¦0»
attempt
  set m_q to «‹map_set(m_q, #, 2)›¦‹map_remove(m_q, #)›¦‹list_push(5, m_q)›¦m_q + (‹1 / 0›)¦(‹m_q + nothing›)¦‹list_pop(‹m_q.a›)›¦‹list_concat(m_q, #)›»
harmonize on _ then
  nothing
end
→[m_q, o_q]
)",
    // What cannot be set keeps its value; the error names the place.
    R"(bind g_q to [[#, #], #]
bind h_q to «g_q¦0¦g_q[0]»
attempt
  set «‹g_q›¦‹‹g_q›[0]›¦‹‹‹g_q›[0]›[1]›¦‹‹g_q›[1]›» to «#¦list_push(g_q, #)»
harmonize on «ImmutableBinding¦_» then
  nothing
end
→[g_q, h_q]
)",
    // Nobody catches it: where does it say that it is?
    R"(«bind g_q to¦weave g_q as¦weave g_q as» [[#, [#]], {a: #}]
set «‹‹‹g_q›[0]›[1]›¦‹‹‹g_q›[0]›[5]›¦‹‹‹‹g_q›[0]›[0]›[1]›¦‹‹‹‹g_q›[1]›.b›.c›¦‹‹‹g_q›[7]›[0]›» to #
→g_q
)",
    // Callbacks that fail, more often than calls nest.
    R"(chant fail_q(x_q) then
  should x_q > «0¦2» then (‹1 / 0›) end
  x_q
end
weave n_q as 0
for each i_q in range(0, 9) then
  attempt
    «iter_next(iter_map(iter([i_q]), fail_q))¦iter_fold(iter([i_q]), 0, chant(a_q, b_q) then fail_q(b_q) end)¦iter_collect(iter_filter(iter([0, i_q]), fail_q))»
  harmonize on DivisionByZero then
    set n_q to n_q + 1
  end
end
→n_q
)",
    // Leaving a loop with something in the block's locals.
    R"(chant leave_q(n_q) then
  «for each i_q in range(0, n_q) then¦weave i_q as 0 whilst i_q < n_q then set i_q to i_q + 1»
    bind l_q to [i_q, [i_q]]
    attempt
      bind k_q to «{a: l_q}¦to_text(i_q)»
      should i_q is 2 then «break¦continue¦yield k_q¦yield l_q» end
    harmonize on _ then
      «0¦break»
    end
    should i_q is «1¦3» then «break¦continue¦yield l_q¦0» end
  end
  n_q
end
→[leave_q(5), leave_q(1), leave_q(0)]
)",
    // The value of a loop, of a branch, of a set.
    R"(chant last_q(n_q) then
  weave k_q as #
  k_q + 1
  «for each i_q in range(0, n_q) then¦weave i_q as 0 whilst i_q < n_q then set i_q to i_q + 1»
    attempt
      should i_q is «1¦2¦7» then «break¦continue¦set k_q to 5» end
      «i_q * 10¦set k_q to i_q¦should i_q > 1 then i_q end»
    harmonize on _ then
      0
    end
  end
end
→[last_q(0), last_q(1), last_q(2), last_q(4)]
)",
    // NaN on either side of every comparison, in branches, loops and values.
    R"(bind nan_q to 1e308 * 10 - 1e308 * 10
chant cmp_q(x_q, y_q) then
  weave r_q as []
  should x_q «<¦<=¦>¦>=¦is¦is not» y_q then set r_q to list_push(r_q, 1) otherwise set r_q to list_push(r_q, 2) end
  should not (x_q «<¦<=¦>¦>=» «y_q¦1¦#») then set r_q to list_push(r_q, 3) end
  should x_q «<¦>=» 1 «and¦or» not (y_q «>¦<=» 1) then set r_q to list_push(r_q, 4) end
  whilst x_q «<¦<=¦>¦>=» y_q then
    set r_q to list_push(r_q, 5)
    break
  end
  [r_q, x_q «<¦<=¦>¦>=» y_q, not (x_q «<¦<=¦>¦>=» #)]
end
→[cmp_q(nan_q, #), cmp_q(#, nan_q), cmp_q(#, #), cmp_q(2, 2)]
)",
    // Zeros with a sign, and + of what is no number.
    R"(chant zero_q(x_q, y_q) then
  [x_q «+¦-¦*» 0, 0 «+¦-¦*» x_q, -x_q, x_q % «y_q¦3¦-3», x_q * y_q, x_q «+¦-» y_q, x_q / «4¦-4»]
end
chant add_q(x_q) then
  attempt
    yield (‹x_q + 0›)
  harmonize on TypeError then
    yield 1
  end
end
→[zero_q(0, 2), zero_q(-0, «1¦3¦-2»), zero_q(-6, 3), zero_q(-4, -2), zero_q(7.5, -2), add_q("t"), add_q(-0), -6 % 3, -0 + 0]
)",
    // A variable of several types, joined by branches and loops.
    R"(chant change_q(k_q, v_q) then
  weave x_q as «#¦"s"¦[#]»
  «should k_q > 1 then set x_q to v_q end¦set x_q to v_q¦for each i_q in range(0, k_q) then set x_q to v_q end»
  attempt
    yield (‹x_q «+¦<» «x_q¦v_q¦#¦"t"»›)
  harmonize on TypeError then
    yield type_of(x_q)
  end
end
→[change_q(1, "a"), change_q(2, "b"), change_q(3, #), change_q(0, [#])]
)",
    // Maps: keys twice, many keys, keys that go away.
    R"(weave m_q as {a: #, b: #, «a¦c»: #, "«a¦d e»": #}
«for each i_q in range(0, #) then set m_q["k" + to_text(i_q * 7)] to i_q end¦set m_q.b to #»
for each i_q in range(0, 9) then set m_q to map_set(m_q, to_text(i_q), i_q) end
bind o_q to m_q
for each i_q in range(0, «3¦7¦9») then
  set m_q to map_remove(m_q, to_text(i_q * «1¦2¦3»))
end
→[m_q, map_size(m_q), map_has(m_q, "4"), map_has(m_q, "8"), map_size(o_q), o_q]
)",
    // Ranges and indexes that are no whole numbers, or too large for steps of one.
    R"(weave s_q as []
for each i_q in range(«0.5, 4¦-1.5, 2¦2.75, #¦-0.5, 1¦0.1, 9¦9007199254740990, 9007199254740994¦9007199254740992, 9007199254740999¦4503599627370494.5, 4503599627370498¦3, 1») then
  set s_q to list_push(s_q, i_q)
  should list_length(s_q) > 8 then break end
end
weave l_q as [#, #, #]
attempt
  set ‹‹l_q›[«0.5¦1.5¦2.99¦-0.5¦-0¦-1¦3¦2.5»]› to 7
  set s_q to list_push(s_q, ‹l_q[«0.5¦1.5¦2.99¦-0.5¦-0¦-1¦3¦-0.9»]›)
harmonize on «IndexOutOfBounds¦_» then
  0
end
→[s_q, l_q]
)",
    // Tail calls: with another arity, out of an attempt, through a method, to what is no chant.
    R"(chant two_q(a_q, b_q) then
  should a_q is 0 then yield (‹1 / 0›) end
  a_q - b_q
end
chant tail_q(n_q, f_q) then
  attempt
    should n_q > 3 then yield ‹«two_q(n_q)¦two_q(n_q, 1, 2)¦f_q(n_q)»› end
    yield «two_q(n_q, 1)¦two_q(n_q - 1, n_q)¦n_q | two_q(1)»
  harmonize on «DivisionByZero¦_» then
    yield 70
  end
end
chant try_q(n_q, f_q) then
  attempt
    yield tail_q(n_q, f_q)
  harmonize on «DivisionByZero¦ArityMismatch¦NotCallable¦_» then
    yield 80
  harmonize on _ then
    yield 81
  end
end
→[try_q(0, two_q), try_q(1, #), try_q(4, 5), try_q(5, two_q)]
)",
    // Which handler takes it.
    R"(chant inner_q(k_q) then
  attempt
    attempt
      should k_q is 0 then (‹1 / 0›) end
      should k_q is 1 then (‹1 + nothing›) end
      should k_q is 2 then yield k_q end
    harmonize on «TypeError¦DivisionByZero» then
      «5¦yield 6¦(‹1 / 0›)¦(‹[1][4]›)»
    harmonize on «DivisionByZero¦_¦IndexOutOfBounds» then
      «7¦yield 8¦(‹1 / 0›)»
    end
    should k_q is 3 then (‹1 / 0›) end
  harmonize on «DivisionByZero¦IndexOutOfBounds¦_» then
    yield 9
  harmonize on _ then
    yield 10
  end
  k_q / ‹«k_q¦4»›
end
chant outer_q(k_q) then
  attempt
    yield inner_q(k_q)
  harmonize on _ then
    yield 11
  end
end
→[outer_q(0), outer_q(1), outer_q(2), outer_q(3), outer_q(4)]
)",
    // Rest parameters, with fewer and more than are wanted, piped and not.
    R"(chant rest_q(«a_q, ...x_q¦a_q, b_q, ...x_q») then
  [a_q, x_q]
end
chant give_q(k_q) then
  attempt
    should k_q is 0 then yield ‹rest_q()› end
    should k_q is 1 then yield ‹rest_q(1)› end
    should k_q is 2 then yield # | rest_q(2«¦, 3¦, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18») end
    yield rest_q(1, 2, 3)
  harmonize on ArityMismatch then
    yield -1
  end
end
→[give_q(0), give_q(1), give_q(2), give_q(3)]
)",
    // Texts of all sorts of characters, built up from one another.
    R"(weave t_q as "«a¦é¦\n\t\r\"\\»\u{«0¦1¦7f¦80¦85¦9f¦a0¦1f¦1b¦fffd¦1f600»}b«¦€»"
bind o_q to t_q
set t_q to t_q + "«c¦é»" + «to_text(#)¦o_q»
bind u_q to o_q + "«d¦e»"
→[t_q, o_q, u_q, length(t_q), reverse(t_q), slice(t_q, 0, 1), t_q[1], t_q is u_q]
)",
    // Closures that share, refer to each other and to themselves.
    R"(chant maker_q(n_q) then
  weave k_q as n_q
  chant up_q() then
    set k_q to k_q + 1
    «k_q¦up_q»
  end
  chant down_q() then
    set k_q to k_q - 1
    up_q
  end
  [up_q, down_q, chant() then k_q end]
end
weave all_q as []
for each i_q in range(0, «3¦40») then
  bind c_q to maker_q(i_q)
  should i_q % 7 is 0 then set all_q to list_push(all_q, c_q) end
end
bind c_q to all_q[0]
c_q[0]()
c_q[0]()
c_q[1]()
→[c_q[2](), all_q[0][2](), list_length(all_q)]
)",
    // A name that is set, moved, caught and read again.
    R"(chant move_q(x_q) then
  weave y_q as x_q
  attempt
    set y_q to «list_push(y_q, (‹1 / 0›))¦list_push(x_q, 1)¦list_concat(y_q, x_q)»
    «bind f_q to chant() then y_q end¦bind f_q to chant() then x_q end»
    set y_q to list_push(y_q, «2¦list_length(y_q)¦f_q()»)
    (‹1 / 0›)
  harmonize on DivisionByZero then
    set y_q to list_push(y_q, «3¦x_q¦list_length(x_q)»)
  end
  [x_q, y_q]
end
bind l_q to [#, [#]]
→[move_q(l_q), l_q]
)",
    // `?` on what it lets through and on what it does not.
    R"(chant try_q(x_q) then
  bind y_q to [#, «x_q?¦[x_q?]»]
  bind z_q to «0 + (x_q?)¦y_q¦[y_q, x_q?]»
  Triumph(«z_q¦y_q»)
end
→[try_q(Triumph(#)), try_q(Mishap(#)), «try_q(Triumph(1))?¦try_q(Mishap([#]))»]
)",
    // Two that grew from one: what the one puts behind what they share, the other must not see.
    R"(chant grow_q(x_q) then
  weave s_q as «repeat("é", «1¦40¦70») + "y"¦"ab" + to_text(x_q)¦slice("abc" + to_text(x_q), 0, 3)»
  «0¦set s_q to s_q + "z"¦set s_q to s_q + s_q»
  bind o_q to «s_q¦[s_q]»
  bind a_q to s_q + "«a¦bc»"
  bind b_q to s_q + "«b¦»"
  «0¦set s_q to s_q + "d"»
  [s_q, o_q, a_q, b_q, a_q + b_q, s_q + a_q]
end
chant push_q(x_q) then
  weave s_q as «list_push(list_push([], x_q), 2)¦list_concat([x_q], [2, 3])¦[x_q, [x_q]]¦list_fill(3, x_q)»
  «0¦set s_q to list_push(s_q, 3)¦set s_q to list_concat(s_q, s_q)»
  bind a_q to «list_push(s_q, 4)¦list_concat(s_q, [4, 5])¦list_reverse(s_q)¦s_q»
  «set s_q[0] to 9¦set s_q to list_push(s_q, 6)¦set s_q[1] to [7]»
  bind b_q to «list_push(s_q, 8)¦list_push(a_q, 8)¦list_pop(s_q)¦list_concat(a_q, s_q)»
  [s_q, a_q, b_q]
end
→[push_q(#), grow_q(#)]
)",
    // Wrong receivers, members, callees and places, with operands that leave a trace: which of them
    // were evaluated before it was noticed?
    R"(weave n_q as 0
chant note_q(x_q) then
  set n_q to n_q * 10 + x_q
  yield x_q
end
form P_q with
  a as Number
end
embody S_q for P_q then
  chant m_q(self, x_q) then x_q end
end
bind p_q to P_q { a: # }
weave l_q as [[1, 2], «{a: 1}¦nothing¦5»]
chant go_q(k_q) then
  attempt
    «‹‹p_q.«none_q¦a¦m_q»›(note_q(1)«¦, note_q(2)»)›¦‹‹l_q[note_q(1)].«none_q¦a»›(note_q(2))›¦‹l_q[note_q(0)](note_q(2))›¦‹k_q(note_q(1), note_q(2))›¦‹note_q(note_q(1), note_q(2))›¦‹P_q { «b: note_q(1), a: note_q(2)¦a: note_q(1), b: note_q(2)¦a: [note_q(3)]» }›¦‹note_q(1) + nothing› + note_q(2)¦«‹nothing + note_q(1)›¦‹note_q(1) - [note_q(2)]›»¦‹l_q[note_q(7)]›[note_q(1)]¦‹k_q[note_q(1)]›¦[note_q(1), ‹k_q.b›, note_q(2)]»
  harmonize on «_¦TypeError¦FieldNotFound» then
    note_q(9)
  end
end
chant put_q(k_q) then
  attempt
    set «‹‹‹l_q›[note_q(1)]›[note_q(«0¦5»)]›¦‹‹‹l_q›[note_q(7)]›[note_q(1)]›¦‹‹‹l_q›[note_q(1)]›.a›¦‹‹p_q›.none_q›¦‹k_q›» to note_q(«3¦4»)
  harmonize on «_¦ImmutableBinding¦IndexOutOfBounds» then
    note_q(8)
  end
end
attempt
  go_q(#)
harmonize on _ then
  note_q(7)
end
attempt
  put_q(#)
harmonize on _ then
  note_q(6)
end
→n_q
)",
    // Nobody catches it: what does it say?
    R"(chant one_q(x_q) then x_q end
chant many_q(x_q, y_q, ...z_q) then [x_q, z_q] end
form P_q with
  a as Number
end
variant V_q then
  A_q(x: Number),
  U_q
end
embody S_q for «Number¦P_q¦V_q» then
  chant m_q(self) then 1 end
  chant k_q(self, x_q) then x_q end
end
bind p_q to P_q { a: 1 }
bind v_q to A_q(#)
→«‹one_q(«¦1, 2¦1, 2, 3»)›¦‹many_q(«¦1»)›¦‹# | one_q(#)›¦‹# | many_q()›¦‹‹«5¦p_q¦v_q».m_q›(«2¦2, 3»)›¦‹‹«5¦p_q¦v_q».k_q›(«¦2, 3»)›¦‹A_q(«¦1, 2»)›¦‹P_q { «¦b: 1¦a: "t"» }›¦‹length(«¦1, 2»)›¦‹«p_q¦v_q¦U_q¦5¦"t"»(1)›¦‹«p_q¦[1]¦{a: 1}».«b¦c»›¦‹(chant(a_q, b_q) then a_q end)(1)›¦‹v_q?›»
)",
    // An error in the last call of a block, whose value nobody wants.
    R"(weave n_q as 0
chant fail_q(x_q) then
  set n_q to n_q + 1
  «‹x_q / 0›¦‹[x_q][5]›¦‹x_q.a›»
end
chant last_q(x_q) then
  «¦¦¦bind z_q to fail_q(x_q)¦fail_q(x_q)»
  attempt
    «fail_q(x_q)¦should x_q > 1 then fail_q(x_q) otherwise fail_q(0) end¦for each i_q in range(0, 2) then fail_q(i_q) end¦match x_q with when 1 then fail_q(1) otherwise fail_q(2) end¦bind y_q to fail_q(x_q)»
  harmonize on «_¦DivisionByZero» then
    «set n_q to n_q + 10¦2¦attempt fail_q(x_q) harmonize on _ then set n_q to n_q + 20 end»
  end
  «¦n_q¦fail_q(3)¦set n_q to n_q + 1»
end
weave r_q as 0
attempt
  set r_q to [last_q(#)]
  last_q(1)
harmonize on _ then
  set n_q to n_q + 100
end
attempt
  fail_q(#)
harmonize on _ then
  set n_q to n_q + 1000
end
→[n_q, r_q]
)",
    // A grove and what it offers: set from without and from within.
    R"(weave o_q as 0
chant make_q(x_q) then
  weave n_q as x_q
  «0¦bind f_q to chant() then n_q end»
  grove M_q with
    weave k_q as «n_q¦#»
    chant up_q() then
      set k_q to k_q + «1¦n_q»
      later_q()
    end
    chant later_q() then [k_q, n_q] end
    offer «k_q, up_q, n_q, later_q¦up_q, n_q, k_q, later_q»
  end
  set n_q to «2¦n_q + 1¦n_q * 2»
  bind a_q to [M_q.n_q, M_q.k_q]
  set o_q to M_q.up_q()
  «0¦set n_q to 7»
  [a_q, M_q.n_q, M_q.k_q, M_q.later_q(), n_q, o_q]
end
→make_q(#)
)",
    // A name of the file that is declared again, and chants that knew it before.
    R"(weave x_q as #
chant get_q() then x_q end
chant put_q(v_q) then set ‹x_q› to v_q end
weave r_q as [get_q()]
put_q(#)
«bind x_q to #¦weave x_q as [#]¦chant x_q() then 5 end¦form x_q with a as Number end¦0»
attempt
  «put_q(#)¦set ‹x_q› to #¦set ‹x_q› to ‹list_push(x_q, 1)›¦set ‹x_q› to ‹x_q + 1›»
harmonize on «ImmutableBinding¦_» then
  set r_q to list_push(r_q, 0)
harmonize on _ then
  0
end
«weave x_q as 1¦bind x_q to 2¦0»
attempt
  put_q(#)
harmonize on _ then
  set r_q to list_push(r_q, 1)
end
set r_q to list_push(r_q, get_q())
→r_q
)",
});

}  // namespace

std::span<const std::string_view> SceneTexts() { return kScenes; }

}  // namespace quicksilver::properties
