// Scenes about control: who is called with what, who catches, where a loop ends, what a name means.

#include <array>

#include "properties/generators/scene_texts.h"

namespace quicksilver::properties {
namespace {

constexpr auto kControlScenes = std::to_array<std::string_view>({
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
    // Branches that end a chant and take a parameter for something else each: what one proves of it
    // or leaves behind is nothing to the next.
    R"(chant last_q(x_q, c_q) then
  bind k_q to 1
  should c_q then
    «‹x_q * #›¦‹x_q - 1›¦set ‹k_q› to x_q»
  otherwise
    «‹x_q + "u"›¦[x_q, k_q]¦0¦x_q¦should x_q is k_q then ‹x_q / 2› otherwise [x_q, x_q] end»
  end
end
chant try_q(x_q, c_q) then
  attempt
    yield last_q(x_q, c_q)
  harmonize on _ then
    yield "none"
  end
end
→[try_q(#, true), try_q("v", false), try_q([#, [#]], false), try_q([#], «true¦false»)]
)",
    // The same with arms, with attempts among them that leave the chant.
    R"(chant same_q(x_q) then Triumph(x_q) end
chant arm_q(x_q, y_q) then
  match «y_q¦same_q(y_q)» with
    when «1¦Triumph(1)» then «‹x_q * 2›¦‹x_q % 3›¦‹same_q(x_q) * 2›»
    when «2¦Triumph(2)» then
      attempt
        «‹x_q + "u"›¦yield x_q¦[‹x_q[0]›, x_q]¦yield "one"»
      harmonize on _ then
        bind w_q to [x_q]
        «[w_q, x_q]¦yield w_q»
      end
    when «3¦Triumph(z_q)» then «[x_q, x_q]¦x_q¦0»
    otherwise «0¦[x_q, y_q]¦‹x_q + "v"›»
  end
end
chant try_q(x_q, y_q) then
  attempt
    yield arm_q(x_q, y_q)
  harmonize on _ then
    yield "none"
  end
end
→[try_q(#, 1), try_q("v", 2), try_q([#], «2¦3»), try_q([#, [#]], «1¦4»), try_q("w", 4)]
)",
    // Which way a remainder goes, of every sort of dividend.
    R"(chant way_q(n_q) then
  weave m_q as n_q
  weave w_q as 0
  «should ‹m_q % «7¦2¦1¦3¦256»› «is¦is not» «1¦0¦2¦255» then¦whilst w_q < 3 and ‹m_q % «2¦3»› «is¦is not» «0¦1» then¦should «‹m_q > 0› and¦‹m_q < 0› or» not («m_q % 7 is 1¦m_q % 2 is not 0») then»
    set w_q to w_q + 1
    set m_q to ‹m_q + 1›
  end
  «0¦should ‹m_q % 2› is 1 then set w_q to w_q + 10 end»
  [w_q, m_q, ‹m_q % 7›]
end
→[way_q(#), way_q(-#), way_q(#.5), way_q(-«8¦0¦1¦15¦2.5»), way_q(«1e300¦4294967297¦9007199254740993¦30064771080»), way_q(«-#¦-15¦"v"¦[#]»)]
)",
});

}  // namespace

std::span<const std::string_view> ControlScenes() { return kControlScenes; }

}  // namespace quicksilver::properties
