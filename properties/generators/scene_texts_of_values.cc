// Scenes about values: what is in them, where they are kept and what is set in them.

#include <array>

#include "properties/generators/scene_texts.h"

namespace quicksilver::properties {
namespace {

constexpr auto kValueScenes = std::to_array<std::string_view>({
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
    // An element of an element: of lists, maps and texts, of what nobody else owns, and of what is
    // not there.
    R"(chant at_q(xs_q, i_q, j_q) then
  attempt
    yield «‹‹xs_q[i_q]›[j_q]›¦[‹‹xs_q[i_q]›[j_q]›, xs_q]¦‹‹‹xs_q[i_q]›[j_q]›[i_q]›»
  harmonize on _ then
    yield "none"
  end
end
chant made_q(i_q, j_q) then
  attempt
    yield «‹‹[[#, [#]], [#]][i_q]›[j_q]›¦‹‹{a: [#, #]}[i_q]›[j_q]›»
  harmonize on _ then
    yield i_q
  end
end
bind s_q to [[#, «#¦[#]»], «[#]¦"uv"¦{a: #}», #]
→[at_q(s_q, «0¦1», «0¦1»), at_q(s_q, «2¦3¦-1¦0.5¦"a"», 0), at_q(s_q, «0¦1», «2¦"a"¦nothing»), made_q(«0¦"a"», 1), s_q]
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
    // Texts of all sorts of characters, built up from one another.
    R"(weave t_q as "«a¦é¦\n\t\r\"\\»\u{«0¦1¦7f¦80¦85¦9f¦a0¦1f¦1b¦fffd¦1f600»}b«¦€»"
bind o_q to t_q
set t_q to t_q + "«c¦é»" + «to_text(#)¦o_q»
bind u_q to o_q + "«d¦e»"
→[t_q, o_q, u_q, length(t_q), reverse(t_q), slice(t_q, 0, 1), t_q[1], t_q is u_q]
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
});

}  // namespace

std::span<const std::string_view> ValueScenes() { return kValueScenes; }

}  // namespace quicksilver::properties
