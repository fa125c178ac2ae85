// Scenes about methods: which one a call finds, before and after others are embodied.

#include <array>

#include "properties/generators/scene_texts.h"

namespace quicksilver::properties {
namespace {

constexpr auto kMethodScenes = std::to_array<std::string_view>({
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
    // One site asks the same value again while its type, its case, its variant or its family gets
    // the
    // method, gets it anew or gets another: the first answer may be an error.
    R"(variant V_q then
  A_q(x: Number),
  B_q(x: Number),
  U_q
end
weave n_q as 0
weave r_q as []
chant change_q(k_q) then
  set n_q to n_q + 1
  bind o_q to n_q
  «¦¦println(o_q)»
  match k_q with
    when 0 then
      embody «S_q¦T_q» for «V_q¦A_q¦U_q» then
        chant m_q(self) then «o_q¦n_q¦[self, o_q]» end
      end
      embody «S_q¦T_q» for «Number¦Maybe¦Outcome» then
        chant m_q(self) then «4¦o_q» end
      end
    when 1 then
      embody S_q for «A_q¦U_q¦V_q¦Number» then
        chant «m_q¦m_q¦k_q»(self) then «o_q¦k_q¦20» end
        chant l_q(self) then 2 end
      end
    when 2 then
      embody «S_q¦T_q» for Outcome then
        chant k_q(self) then 3 end
        chant m_q(self) then [o_q] end
      end
      embody «S_q¦T_q» for «Maybe¦B_q¦V_q» then
        chant m_q(self) then «[o_q, 5]¦6» end
      end
    otherwise
      embody S_q for «V_q¦Number¦A_q¦Maybe¦U_q» then
        chant m_q(self«¦¦, x_q») then «30¦o_q» end
      end
  end
end
chant ask_q(v_q) then
  attempt
    «yield ‹‹v_q.m_q›()›¦bind a_q to [‹‹v_q.m_q›()›, v_q]
    a_q¦‹‹v_q.m_q›()›»
  harmonize on «FieldNotFound¦_» then
    -1
  harmonize on _ then
    -2
  end
end
«¦change_q(«0¦1¦2»)»
for each v_q in [«A_q(#)¦U_q¦#¦Triumph(#)¦Absent», «B_q(#)¦U_q¦A_q(#)¦"t"¦Present(#)»] then
  for each k_q in [«0¦1¦2», «1¦2¦3»«¦, 0¦, 3»] then
    set r_q to list_push(r_q, ask_q(v_q))
    change_q(k_q)
  end
  set r_q to list_push(r_q, ask_q(v_q))
end
→[r_q, n_q]
)",
    // A site in a loop, and methods that come, and come again, while it goes round.
    R"(form P_q with
  a as Number
end
weave r_q as []
weave x_q as «#¦P_q { a: # }¦[#]»
bind y_q to «P_q { a: # }¦#¦[#]»
«for each i_q in range(0, «4¦5») then¦weave i_q as -1 whilst i_q < 4 then set i_q to i_q + 1»
  «¦¦should i_q is «2¦3» then set x_q to y_q end¦println(i_q)»
  attempt
    set r_q to list_push(r_q, ‹‹«x_q¦x_q¦x_q¦[x_q, y_q][i_q % 2]».m_q›(«¦i_q¦¦i_q, 2»)›)
  harmonize on «FieldNotFound¦_» then
    set r_q to list_push(r_q, -1)
  end
  should i_q «is¦>=¦<=» «1¦0¦2¦3» then
    embody S_q for Number then
      chant m_q(self, ...z_q) then «i_q¦[i_q, self]¦z_q» end
    end
  end
  should i_q «is¦>=¦<=» «0¦1¦2» then
    embody «S_q¦T_q» for P_q then
      «¦chant k_q(self) then 0 end»
      chant m_q(self, ...z_q) then «i_q * 10¦[self.a, z_q]¦length(z_q)» end
    end
  end
  should i_q «is¦>=¦<=» «0¦1¦2¦3» then
    embody «S_q¦T_q» for «List¦List¦P_q¦Number» then
      chant m_q(self, ...z_q) then «i_q * 100¦[self, i_q]» end
    end
  end
end
→[r_q, x_q]
)",
    // What is called is a field at first, then a method, at a site that forms and maps may share.
    R"(form P_q with
  a as Number
  m_q as Any
end
form Q_q with
  m_q as Any
end
bind p_q to P_q { a: #, m_q: «chant() then 1 end¦chant(x_q) then x_q end¦5» }
bind o_q to «P_q { a: #, m_q: chant() then 2 end }¦Q_q { m_q: chant() then 3 end }¦{m_q: chant() then 4 end, k_q: #}»
chant ask_q(v_q) then
  attempt
    yield «[‹‹v_q.m_q›()›]¦‹‹v_q.m_q›()›»
  harmonize on «_¦FieldNotFound¦ArityMismatch» then
    yield -1
  harmonize on _ then
    yield -2
  end
end
chant read_q(v_q) then
  [type_of(v_q.m_q), ask_q(v_q)]
end
weave r_q as [ask_q(p_q), «ask_q(p_q)¦ask_q(o_q)¦read_q(p_q)»]
chant later_q() then
  embody S_q for «P_q¦P_q¦Q_q¦Map» then
    chant «m_q¦m_q¦k_q»(self) then «[self.m_q, 10]¦10» end
    chant l_q(self) then «11¦self.m_q» end
  end
end
«later_q()¦should # < 5 then later_q() end¦»
set r_q to list_push(r_q, «ask_q(p_q)¦ask_q(o_q)¦[ask_q(p_q), ask_q(o_q)]»)
embody «S_q¦T_q» for «Q_q¦Map¦P_q» then
  chant m_q(self) then 20 end
end
→[r_q, ask_q(«o_q¦p_q»), ask_q(p_q), ask_q(o_q), read_q(o_q), p_q.a]
)",
    // The call that changes what it calls: in an argument, in its receiver, in the method, below
    // it.
    R"(weave n_q as 0
chant swap_q(k_q) then
  set n_q to n_q + 1
  bind o_q to n_q
  should n_q < «9¦2¦4» then
    embody «S_q¦T_q» for Number then
      chant m_q(self, x_q) then
        «¦swap_q(x_q)»
        should x_q > «0¦1» then «yield self.m_q(x_q - 1)¦yield [self.m_q(x_q - 1), o_q]¦yield [o_q]» end
        «o_q¦n_q¦[o_q, self, k_q]»
      end
      «¦chant k_q(self, x_q) then o_q end»
    end
  end
  «k_q¦n_q % 3»
end
chant go_q(v_q, k_q) then
  attempt
    «yield ‹‹v_q.m_q›(«k_q¦swap_q(k_q)»)›¦[‹‹v_q.m_q›(swap_q(k_q))›, swap_q(k_q), ‹‹v_q.m_q›(k_q)›]¦‹‹swap_q(v_q).m_q›(swap_q(1))›¦iter_fold(iter([1, 2, 1]), v_q, chant(a_q, b_q) then [a_q, ‹‹b_q.m_q›(swap_q(b_q))›] end)¦‹iter_collect(iter_map(iter([1, 2]), chant(a_q) then ‹‹a_q.m_q›(«1¦swap_q(0)»)› end))›»
  harmonize on «FieldNotFound¦_» then
    «-1¦swap_q(1)»
  harmonize on _ then
    -2
  end
end
weave r_q as [«swap_q(#), go_q(#, 1)¦go_q(#, 1), swap_q(#)¦swap_q(1)¦»]
for each i_q in range(0, «2¦3») then
  set r_q to list_push(r_q, go_q(i_q, «1¦2¦i_q»))
  «¦swap_q(i_q)¦println(n_q)»
end
→[r_q, go_q(#, 2), n_q]
)",
    // Many methods of many types, each with a site of its own, where all are called when all are
    // there, and perhaps again when there are others.
    R"(form P_q with
  a as Number
end
variant V_q then
  A_q(x: Number),
  U_q
end
weave n_q as 0
«for each i_q in range(0, «1¦2») then¦should n_q is 0 then»
embody S_q for Number then
  chant «m_q¦measure_a_number_q»(self) then 0 end
  chant k_q(self) then [1, self] end
  chant l_q(self, x_q) then x_q - 2 end
  chant j_q(self) then 3 end
end
embody «S_q¦T_q» for «P_q¦V_q» then
  chant k_q(self) then 4 end
  chant j_q(self) then 5 end
end
embody «S_q¦T_q» for V_q then
  chant k_q(self) then 6 end
  chant l_q(self, x_q) then [7, x_q] end
  chant j_q(self) then
    set n_q to n_q + 8
    n_q
  end
end
embody S_q for «U_q¦A_q¦Text¦P_q» then
  chant k_q(self) then 9 end
  chant l_q(self, x_q) then 10 end
  «¦chant j_q(self) then 11 end»
end
end
bind v_q to «U_q¦A_q(#)»
bind i_q to #
chant tell_q() then
  [i_q.k_q(), i_q.l_q(#), v_q.j_q(), v_q.k_q(), i_q.j_q(), v_q.l_q(#), U_q.k_q(), A_q(1).j_q()]
end
«println("all")¦println(i_q.j_q(), v_q.k_q())¦»
weave r_q as [«tell_q()¦tell_q(), tell_q()¦i_q.l_q(1)¦»]
«0¦¦embody S_q for «Number¦V_q¦U_q¦Text» then chant «k_q¦k_q¦longer_than_the_others_q»(self) then 12 end chant j_q(self) then 13 end end»
→[r_q, tell_q(), n_q]
)",
    // Methods that share a variable with one another, embodied by a chant that may run again.
    R"(chant make_q(k_q) then
  weave c_q as k_q
  chant step_q(x_q) then
    set c_q to c_q * 2 + x_q
    c_q
  end
  embody S_q for Number then
    chant up_q(self) then step_q(self) end
    chant down_q(self) then step_q(0 - self) end
    chant get_q(self) then [self, c_q] end
    chant put_q(self, x_q) then set c_q to x_q end
  end
  embody «S_q¦T_q» for Text then
    chant up_q(self) then step_q(length(self)) end
    chant get_q(self) then [c_q, self] end
    chant put_q(self, x_q) then self + to_text(c_q) end
  end
  «¦println(k_q)¦should k_q is 1 then println(k_q) end»
  embody «S_q¦T_q» for «List¦Truth¦Maybe» then
    chant up_q(self) then step_q(1) end
    chant down_q(self) then step_q(2) end
    chant get_q(self) then c_q end
  end
  «k_q¦5.up_q()¦"t".get_q()»
end
chant use_q(i_q, t_q) then
  [i_q.up_q(), t_q.up_q(), i_q.down_q(), t_q.get_q(), i_q.get_q(), t_q.put_q(#), i_q.put_q(#), t_q.up_q(), i_q.get_q()]
end
weave r_q as [make_q(1)«¦, make_q(#)»]
«¦println(r_q)»
set r_q to list_push(r_q, use_q(«#¦7», "é"))
«¦¦make_q(#)¦for each k_q in range(0, 3) then set r_q to list_push(r_q, [make_q(k_q), use_q(k_q, "u")]) end»
→[r_q, use_q(#, "ab"), 3.get_q()]
)",
});

}  // namespace

std::span<const std::string_view> MethodScenes() { return kMethodScenes; }

}  // namespace quicksilver::properties
