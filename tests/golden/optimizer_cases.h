// Written by tests/golden/optimizer.py with PyTorch.
#pragma once

namespace ocelli::test {

inline constexpr int kSteps = 7;
inline constexpr double kRate = 0.05, kDecay = 0.1;
inline constexpr float kStart[] = {static_cast<float>(0.5), static_cast<float>(-1.25), static_cast<float>(3), static_cast<float>(0), static_cast<float>(-0.75)};
inline constexpr float kTarget[] = {static_cast<float>(1), static_cast<float>(1), static_cast<float>(-2), static_cast<float>(0.25), static_cast<float>(-0.5)};
inline constexpr float kSgdPlain[] = {static_cast<float>(0.655847073), static_cast<float>(-0.149159253), static_cast<float>(0.26300928), static_cast<float>(0.0401335545), static_cast<float>(-0.690580845)};
inline constexpr float kSgdMomentum[] = {static_cast<float>(0.969605684), static_cast<float>(1.79213703), static_cast<float>(-4.40548944), static_cast<float>(0.154601857), static_cast<float>(-0.542897463)};
inline constexpr float kSgdNesterov[] = {static_cast<float>(0.895049095), static_cast<float>(1.53821599), static_cast<float>(-3.93097138), static_cast<float>(0.10200832), static_cast<float>(-0.599151552)};
inline constexpr float kAdam[] = {static_cast<float>(0.793683529), static_cast<float>(-0.903500557), static_cast<float>(2.65002799), static_cast<float>(0.159394443), static_cast<float>(-0.55457741)};
inline constexpr float kAdamW[] = {static_cast<float>(0.783307195), static_cast<float>(-0.865868092), static_cast<float>(2.55193639), static_cast<float>(0.162147418), static_cast<float>(-0.572301686)};
inline constexpr double kOneCycle[] = {0.040000000000000036, 0.1316718427000253, 0.37167184270002529, 0.66832815729997475, 0.90832815729997474, 1, 0.98746400623508734, 0.95048463201347366, 0.89091617757105002, 0.81174565394976306, 0.71694300179130077, 0.61126202193628931, 0.50000199999999995, 0.38874197806371075, 0.28306099820869923, 0.18825834605023697, 0.10908782242895004, 0.049519367986526286, 0.012539993764912554, 3.9999999999999998e-06};
inline constexpr double kCosine[] = {1, 0.9941519617826905, 0.97675184524019809, 0.9482280989894748, 0.90928307232810013, 0.8608757210636101, 0.80419799483892485, 0.74064548737628477, 0.67178307232810008, 0.59930637089410976, 0.52500000000000002, 0.45069362910589045, 0.37821692767190002, 0.30935451262371527, 0.24580200516107531, 0.18912427893638994, 0.14071692767190003, 0.1017719010105253, 0.073248154759802078, 0.055848038217309617};
inline constexpr double kIndexLoss = 0.741861641;
inline constexpr double kSmoothedLoss = 0.882972717;
inline constexpr double kWeightedLoss = 0.469616681;
inline constexpr double kMixedLoss = 1.96297264;
inline constexpr double kSeveralLoss = 0.785671294;
inline constexpr double kSeveralSmoothedLoss = 0.829004705;
inline constexpr double kSeveralWeightedLoss = 0.600918531;

}  // namespace ocelli::test
